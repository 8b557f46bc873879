/** A link in one direction: `p0>n1`, or with `*` for every process. */
export type LinkPattern = string;

/** Something that goes wrong, when, and for how long. */
export type FaultItem =
  /** Messages of these links vanish; with `refuse`, connections are refused instead. */
  | {
      readonly kind: 'cut';
      readonly atMs: number;
      readonly links: readonly LinkPattern[];
      readonly refuse: boolean;
      readonly forMs: number;
    }
  /** Links are cut one after another and come back in another order (FoundationDB's swizzle-clogging). */
  | {
      readonly kind: 'swizzle';
      readonly atMs: number;
      readonly links: readonly LinkPattern[];
      readonly forMs: number;
    }
  | {
      readonly kind: 'slow-link';
      readonly atMs: number;
      readonly links: readonly LinkPattern[];
      readonly factor: number;
      readonly forMs: number;
    }
  /** Everything durable stays; a batch under way starts again. */
  | {
      readonly kind: 'crash';
      readonly atMs: number;
      readonly process: string;
      readonly restartAfterMs: number;
    }
  | {
      readonly kind: 'pause';
      readonly atMs: number;
      readonly process: string;
      readonly forMs: number;
    }
  | {
      readonly kind: 'clock-jump';
      readonly atMs: number;
      readonly process: string;
      readonly byMs: number;
    }
  | {
      readonly kind: 'disk-full';
      readonly atMs: number;
      readonly node: string;
      readonly forMs: number;
    }
  | {
      readonly kind: 'slow-node';
      readonly atMs: number;
      readonly node: string;
      readonly factor: number;
      readonly forMs: number;
    }
  /** The node loses everything that it stored. */
  | { readonly kind: 'wipe'; readonly atMs: number; readonly node: string }
  /** The node goes back to what it stored `ageMs` before. */
  | {
      readonly kind: 'restore';
      readonly atMs: number;
      readonly node: string;
      readonly ageMs: number;
    }
  /** The client's process ends: it hears of nothing any more and does nothing more. */
  | { readonly kind: 'client-dies'; readonly atMs: number; readonly client: string };
