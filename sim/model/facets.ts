import { compareCodePoints, compareNumbers } from '../../engine/base/order.ts';
import { printDouble } from '../../engine/base/json/print.ts';
import { invalidRequest } from '../../engine/protocol/api-error.ts';
import { filterableRule, isNamed, patternNames } from './filterable-attributes.ts';
import type { IndexConfig } from './index-config.ts';
import type { StoredIndex } from './stored-index.ts';

/** Up to this many candidates, Meilisearch counts document by document. */
const countedOneByOneMax = 3000;

/**
 * The members `facetDistribution` and `facetStats` of a response, each after a comma; empty if no
 * facets were asked for. Throws `invalid_search_facets`.
 */
export function facetMembers(
  index: StoredIndex,
  wanted: readonly string[] | null,
  candidates: readonly number[],
): string {
  if (wanted === null) return '';
  const { facetOrders } = index.config;
  const usual = facetOrders.get('*') ?? 'alpha';
  // Whoever asks for all facets gets them all in the usual order.
  const orderOf = (name: string): FacetOrder =>
    wanted.includes('*') ? usual : (facetOrders.get(name) ?? usual);
  const distributions: string[] = [];
  const stats: string[] = [];
  for (const name of facetNames(index, wanted)) {
    const counts = countValues(index, name, candidates);
    distributions.push(
      `${JSON.stringify(name)}:${printDistribution(index.config, orderOf(name), counts)}`,
    );
    if (counts.numbers.size > 0) stats.push(`${JSON.stringify(name)}:${printStats(counts)}`);
  }
  return `,"facetDistribution":{${distributions.join(',')}},"facetStats":{${stats.join(',')}}`;
}

type FacetOrder = 'alpha' | 'count';

/** Values with the number of candidates that have each; strings under what is compared. */
interface FacetCounts {
  readonly candidates: number;
  readonly numbers: Map<number, number>;
  readonly texts: Map<string, { readonly label: string; count: number }>;
}

function facetNames(index: StoredIndex, wanted: readonly string[]): readonly string[] {
  const { config } = index;
  const all = wanted.includes('*');
  if (!all) {
    const refused = wanted.filter((name) => filterableRule(config, name) === undefined);
    if (refused.length > 0) throw notFilterable(config, refused);
  }
  return [...index.fields()]
    .filter((field) => filterableRule(config, field) !== undefined)
    .filter((field) => all || wanted.some((name) => isNamed(field, name)))
    .toSorted(compareCodePoints);
}

function notFilterable(config: IndexConfig, refused: readonly string[]) {
  const names = patternNames(config);
  const [first] = refused;
  const list = refused.toSorted(compareCodePoints).join(', ');
  const subject =
    refused.length === 1
      ? `Attribute \`${first}\` is not filterable.`
      : `Attributes \`${list}\` are not filterable.`;
  const available =
    names.length === 0
      ? 'This index does not have configured filterable attributes.'
      : `Available filterable attributes patterns are: \`${names.join(', ')}\`.`;
  return invalidRequest(
    'invalid_search_facets',
    `Invalid facet distribution: ${subject} ${available}`,
  );
}

function countValues(index: StoredIndex, name: string, candidates: readonly number[]): FacetCounts {
  const counts: FacetCounts = {
    candidates: candidates.length,
    numbers: new Map(),
    texts: new Map(),
  };
  for (const internalId of candidates) {
    const { numbers, texts } = index.document(internalId).values(name);
    for (const number of numbers) {
      counts.numbers.set(number, (counts.numbers.get(number) ?? 0) + 1);
    }
    for (const { normalized, label } of texts) {
      const known = counts.texts.get(normalized);
      if (known === undefined) counts.texts.set(normalized, { label, count: 1 });
      else known.count += 1;
    }
  }
  return counts;
}

/** Numbers come before strings, and a string that looks like one of them takes its place. */
function printDistribution(config: IndexConfig, order: FacetOrder, counts: FacetCounts): string {
  const numbers = Array.from(counts.numbers, ([value, count]) => ({
    value,
    label: printFacetNumber(value),
    count,
  }));
  const texts = Array.from(counts.texts, ([value, { label, count }]) => ({ value, label, count }));
  const shown = new Map<string, number>();
  const most = config.maxValuesPerFacet;
  if (order === 'alpha' && counts.candidates <= countedOneByOneMax) {
    numbers.sort((left, right) => compareCodePoints(left.label, right.label));
    texts.sort((left, right) => compareCodePoints(left.value, right.value));
    for (const { label, count } of numbers.slice(0, most)) shown.set(label, count);
    for (const { label, count } of texts.slice(0, most - shown.size)) shown.set(label, count);
  } else {
    const byCount = (left: Counted, right: Counted): number =>
      order === 'count' ? right.count - left.count : 0;
    const sign = order === 'count' ? -1 : 1;
    numbers.sort(
      (left, right) => byCount(left, right) || sign * compareNumbers(left.value, right.value),
    );
    texts.sort(
      (left, right) => byCount(left, right) || sign * compareCodePoints(left.value, right.value),
    );
    takeUntilFull(shown, numbers, most);
    takeUntilFull(shown, texts, most);
  }
  const members = Array.from(shown, ([label, count]) => `${JSON.stringify(label)}:${count}`);
  return `{${members.join(',')}}`;
}

interface Counted {
  readonly label: string;
  readonly count: number;
}

/** Looks at the cap after each value only, so that strings go past what numbers have filled. */
function takeUntilFull(shown: Map<string, number>, values: readonly Counted[], most: number): void {
  for (const { label, count } of values) {
    shown.set(label, count);
    if (shown.size === most) return;
  }
}

function printStats({ numbers }: FacetCounts): string {
  const values = [...numbers.keys()];
  return `{"min":${printDouble(Math.min(...values))},"max":${printDouble(Math.max(...values))}}`;
}

/** A number as Rust displays it: never with an exponent. */
function printFacetNumber(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  const exponent = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (exponent === null) return text;
  const [, sign = '', first = '', rest = '', power = ''] = exponent;
  const shift = Number(power);
  const digits = first + rest;
  if (shift > 0) return sign + digits.padEnd(shift + 1, '0');
  return `${sign}0.${'0'.repeat(-shift - 1)}${digits}`;
}
