import type { CancelToken } from '../base/cancel.ts';

/** Owns every background loop, so that stopping (or crashing) a host ends them all. */
export interface Spawner {
  /** Starts `loop`; its token is canceled when the host stops. A loop that rejects is a bug and is reported. */
  spawn(name: string, loop: (cancel: CancelToken) => Promise<void>): void;
  /** Cancels every loop and resolves when all have ended. */
  stop(): Promise<void>;
}
