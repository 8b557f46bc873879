/** Something to time. */
export interface MicroCase {
  /** Stable: figures are compared by it. */
  readonly name: string;
  /** Builds the input; the function it answers is what is timed, and returns a checksum of its result. */
  prepare(size: 'tiny' | 'full'): () => number;
}
