/**
 * How far a range of documents has been read. A node lists documents in the order of its internal
 * numbers, which they keep: those after the last one that was seen have not been seen, wherever it is
 * listed now.
 */
export interface Place {
  /** How many documents came before, when it was read. */
  readonly offset: number;
  /** The last one that was seen; null at the beginning. */
  readonly lastId: string | null;
}

export const beginning: Place = { offset: 0, lastId: null };
