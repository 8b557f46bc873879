/**
 * The form in which Meilisearch compares the values of facets: without surrounding space,
 * compatibility-decomposed (NFKD), in lower case. Values with the same form are one value.
 */
export function normalizeFacet(label: string): string {
  return label.replaceAll(surroundingSpace, '').normalize('NFKD').toLowerCase();
}

// What Unicode calls white space; `trim` takes other characters away.
const surroundingSpace = /^\p{White_Space}+|\p{White_Space}+$/gu;
