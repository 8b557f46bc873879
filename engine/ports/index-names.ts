/**
 * The names of an index. Clients know it by them; nodes, the ledger, placements and moves know it by
 * its uid, which never changes (decision 19).
 */
export interface IndexNames {
  /**
   * As writers must assume it: as if every accepted task had run. No two indexes have the same; null
   * once another index has taken it over from one that writers must take for gone.
   */
  readonly acceptedName: string | null;
  /** As readers see it: as of the tasks that have ended. */
  readonly name: string;
}

/** What a task does to names. It does so when it ends, however it ends. */
export interface NameChange {
  /**
   * Pairs of names that change places. Tasks before this one follow as in Meilisearch v1.21: those of
   * the second name only if the pair is `mutual`.
   */
  readonly pairs: readonly NamePair[];
  /** The indexes that there are among them, by uid, and the name that each has afterwards. */
  readonly indexes: readonly { readonly uid: string; readonly name: string }[];
}

export interface NamePair {
  readonly names: readonly [string, string];
  readonly mutual: boolean;
}
