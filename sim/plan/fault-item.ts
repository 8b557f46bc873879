import type { Ratio } from '../kernel/keyed-draws.ts';
import type { Trigger } from './trigger.ts';

/**
 * A link in one direction: `p0>n1`, or with `*` for every process. Between a proxy and a node, requests
 * go one way and answers the other. `p0>store` is the way to the store.
 */
export type LinkPattern = string;

/** Whoever took the last step of a move, as the process of a fault: known only when it strikes. */
export const mover = 'mover';

/** When a fault strikes: at a time, or after an event. */
export type FaultMoment =
  | { readonly atMs: number; readonly on?: never }
  | { readonly on: Trigger; readonly atMs?: never };

/** Something that goes wrong, when, and for how long. */
export type FaultItem = Fault & FaultMoment;

/** `lose`: documents are gone. `revert`: they are again what they were `ageMs` before, absent ones too. */
export type Rot = {
  readonly kind: 'rot';
  readonly node: string;
  readonly index: string;
  /** How many; fewer if there are not so many. */
  readonly documents: number;
} & (
  | { readonly what: 'lose'; readonly ageMs?: never }
  | { readonly what: 'revert'; readonly ageMs: number }
);

/** What goes wrong. */
export type Fault =
  /** Messages of these links vanish; with `refuse`, connections are refused instead. */
  | {
      readonly kind: 'cut';
      readonly links: readonly LinkPattern[];
      readonly refuse: boolean;
      readonly forMs: number;
    }
  /** Links are cut one after another and come back in another order (FoundationDB's swizzle-clogging). */
  | {
      readonly kind: 'swizzle';
      readonly links: readonly LinkPattern[];
      readonly forMs: number;
    }
  /** Of the messages of these links, each vanishes with this chance. */
  | {
      readonly kind: 'lossy-link';
      readonly links: readonly LinkPattern[];
      readonly chance: Ratio;
      readonly forMs: number;
    }
  | {
      readonly kind: 'slow-link';
      readonly links: readonly LinkPattern[];
      readonly factor: number;
      readonly forMs: number;
    }
  /** Everything durable stays; a batch under way starts again. */
  | {
      readonly kind: 'crash';
      /** A process, or {@link mover}. */
      readonly process: string;
      readonly restartAfterMs: number;
    }
  | {
      readonly kind: 'pause';
      /** A process, or {@link mover}. */
      readonly process: string;
      readonly forMs: number;
    }
  | {
      readonly kind: 'clock-jump';
      readonly process: string;
      readonly byMs: number;
    }
  | {
      readonly kind: 'disk-full';
      readonly node: string;
      readonly forMs: number;
    }
  | {
      readonly kind: 'slow-node';
      readonly node: string;
      readonly factor: number;
      readonly forMs: number;
    }
  /** The node loses everything that it stored. */
  | { readonly kind: 'wipe'; readonly node: string }
  /** The node goes back to what it stored `ageMs` before, but not to before the event that it waited for. */
  | {
      readonly kind: 'restore';
      readonly node: string;
      readonly ageMs: number;
    }
  /** Documents that a node has stored change without anybody's asking: nothing says that they did. */
  | Rot
  /** The client's process ends: it hears of nothing any more and does nothing more. */
  | { readonly kind: 'client-dies'; readonly client: string };
