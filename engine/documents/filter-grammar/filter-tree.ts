/** A word of a filter, and where it stands: without its quotes, if it has any. */
export interface FilterWord {
  /** Unescaped. */
  readonly text: string;
  readonly source: string;
  /** Offsets in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

export type ComparisonOperator = '=' | '!=' | '>' | '>=' | '<' | '<=';

/** A filter as it is understood. Negated operators (`NOT IN`, `IS NOT NULL`) are wrapped in `not`. */
export type FilterTree =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterTree[] }
  | { readonly kind: 'not'; readonly operand: FilterTree }
  | FilterLeaf;

/** A condition on one attribute or place. */
export type FilterLeaf =
  | {
      readonly kind: 'comparison';
      readonly attribute: FilterWord;
      readonly operator: ComparisonOperator;
      readonly value: FilterWord;
    }
  | {
      readonly kind: 'between';
      readonly attribute: FilterWord;
      readonly from: FilterWord;
      readonly to: FilterWord;
    }
  | {
      readonly kind: 'in';
      readonly attribute: FilterWord;
      readonly values: readonly FilterWord[];
    }
  | { readonly kind: 'exists' | 'null' | 'empty'; readonly attribute: FilterWord }
  | {
      readonly kind: 'contains' | 'starts-with';
      readonly attribute: FilterWord;
      /** `CONTAINS` or `STARTS`, which messages point at. */
      readonly keyword: FilterWord;
      readonly value: FilterWord;
    }
  | {
      readonly kind: 'geo-radius';
      readonly latitude: FilterWord;
      readonly longitude: FilterWord;
      /** Metres. */
      readonly radius: FilterWord;
    }
  | {
      readonly kind: 'geo-box';
      readonly top: FilterWord;
      readonly right: FilterWord;
      readonly bottom: FilterWord;
      readonly left: FilterWord;
    };
