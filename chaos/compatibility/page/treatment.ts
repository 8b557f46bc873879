/** How Miroir answers a route, or takes a parameter. */
export interface Treatment {
  /** `exact`: nobody can tell it from one Meilisearch. `approximate` and `refused` say how or why. */
  readonly kind: 'exact' | 'approximate' | 'refused';
  readonly note?: string;
  /** The test that shows it, from `chaos/compatibility/` or from the root; left out: the generated one. */
  readonly test?: string;
}

/** By `METHOD /path` or `METHOD /path parameter`. What is not named is exact. */
export type Treatments = Readonly<Record<string, Treatment>>;
