import type { ChatsStore } from './chats-store.ts';
import type { FeaturesStore } from './features-store.ts';
import type { KeyStore } from './key-store.ts';
import type { NetworkStore } from './network-store.ts';

/** The part of the store that concerns the instance as a whole. */
export interface InstanceStore extends KeyStore, FeaturesStore, NetworkStore, ChatsStore {}
