/** How urgent a line of a log must be to be in it; `off`: none is. */
export type LogLevel = 'off' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** The log of this process. */
export interface Logs {
  /** From now on, the log has what is at least this urgent. */
  setLevel(level: LogLevel): void;
  /**
   * What is at least this urgent from now on, line by line, for people or as JSON, until
   * {@link unfollow}; null if somebody follows already. Whoever stops to read it follows no more.
   */
  follow(level: LogLevel, mode: 'human' | 'json'): AsyncIterable<string> | null;
  /** Ends what is followed, if anything is. */
  unfollow(): void;
}
