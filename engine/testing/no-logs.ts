import type { Logs } from '../ports/logs.ts';

/** A log that nobody writes and nobody can follow. */
export const noLogs: Logs = {
  setLevel: () => {},
  follow: () => null,
  unfollow: () => {},
};
