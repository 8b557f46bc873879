import type { CancelToken } from '../base/cancel.ts';

/** Time, as the host tells it. */
export interface Clock {
  /** Milliseconds since 1970, for people and for protocol timestamps; may jump. */
  wallMs(): number;
  /** Milliseconds from an arbitrary origin; never goes back. */
  monoMs(): number;
  /** Resolves after `durationMs`, or as soon as `cancel` is triggered. Never rejects. */
  sleep(durationMs: number, cancel?: CancelToken): Promise<void>;
}
