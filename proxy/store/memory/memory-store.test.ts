import { describeTaskStore } from '../testing/store-contract.ts';
import { MemoryStore } from './memory-store.ts';

describeTaskStore('the store in memory', async () => new MemoryStore());
