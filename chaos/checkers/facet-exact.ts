import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import { type Candidate, type Expectation, memberNumber } from './history/expectation.ts';
import type { History } from './history/history.ts';
import { isRecord } from './history/json-value.ts';
import { valuesOf } from './history/predicate.ts';
import type { Shown } from './history/shown.ts';

/** The counts of facet values, and the bounds of their numbers, are ones that there can have been. */
export const facetExact: Checker = {
  name: 'facet_exact',
  check(_record, history) {
    const findings = new Findings(this.name);
    for (const shown of history.shown) {
      const { intent } = shown.operation;
      if (intent.kind !== 'search' || intent.facets.length === 0) continue;
      const expectation = history.expectation(shown);
      if (expectation === null) continue;
      for (const attribute of intent.facets) {
        if (attribute === '*') continue;
        findings.looked();
        const expected = expectFacet(expectation, attribute);
        checkCounts(findings, history, shown, { attribute, expected });
        checkNumbers(findings, shown, { attribute, expected });
      }
    }
    return findings;
  },
};

/** What a facet of an answer may be. */
interface ExpectedFacet {
  /** By value in lower case: how many hits must and how many may have it. */
  readonly counts: ReadonlyMap<string, { least: number; most: number }>;
  /** Hits of which any value may be counted. */
  readonly free: number;
  /** Numbers of hits that must be there, and of all that may. */
  readonly required: readonly number[];
  readonly possible: ReadonlySet<number>;
}

interface FacetCheck {
  readonly attribute: string;
  readonly expected: ExpectedFacet;
}

/** Meilisearch's `faceting.maxValuesPerFacet`. */
const valuesMaxByDefault = 100;

function expectFacet({ candidates }: Expectation, attribute: string): ExpectedFacet {
  const counts = new Map<string, { least: number; most: number }>();
  const required: number[] = [];
  const possible = new Set<number>();
  let free = 0;
  for (const candidate of candidates.values()) {
    if (candidate.states === null) {
      free += 1;
      continue;
    }
    forEachValue(candidate, attribute, (value, isSure) => {
      const key = String(value).toLowerCase();
      const count = counts.get(key) ?? { least: 0, most: 0 };
      counts.set(key, count);
      count.most += 1;
      if (isSure) count.least += 1;
      if (typeof value !== 'number') return;
      possible.add(value);
      if (isSure) required.push(value);
    });
  }
  return { counts, free, required, possible };
}

/** Tells each value that a hit may have, and whether it must have it. */
function forEachValue(
  { states, isRequired }: Candidate,
  attribute: string,
  tell: (value: string | number, isSure: boolean) => void,
): void {
  const [only] = states ?? [];
  if (only !== undefined && states?.length === 1) {
    const values = valuesOf(only.fields, attribute);
    for (const value of values.length > 1 ? new Set(values) : values) tell(value, isRequired);
    return;
  }
  const sets = (states ?? []).map((state) => new Set(valuesOf(state.fields, attribute)));
  for (const value of new Set(sets.flatMap((set) => [...set]))) {
    tell(value, isRequired && sets.every((set) => set.has(value)));
  }
}

function checkCounts(
  findings: Findings,
  history: History,
  { operation, index, body }: Shown,
  { attribute, expected }: FacetCheck,
): void {
  const told = new Map<string, number>();
  for (const [label, count] of Object.entries(memberOf(body['facetDistribution'], attribute))) {
    const key = label.toLowerCase();
    told.set(key, (told.get(key) ?? 0) + Number(count));
  }
  const valuesMax = valuesMaxOf(history, index, operation.endedAt);
  const isCut = expected.counts.size + expected.free > valuesMax;
  for (const value of new Set([...told.keys(), ...expected.counts.keys()])) {
    const { least, most } = expected.counts.get(value) ?? { least: 0, most: 0 };
    const count = told.get(value) ?? 0;
    const isEnough = count >= least || (isCut && count === 0);
    if (isEnough && count <= most + expected.free) continue;
    const range = least === most ? String(least) : `${least} to ${most + expected.free}`;
    const message = `${operation.id} counts ${count} hits of ${index} with ${attribute}=${value}, where there are ${range}`;
    findings.add(`${index} ${attribute}`, message, evidenceOf(operation));
  }
}

function checkNumbers(
  findings: Findings,
  { operation, index, body }: Shown,
  { attribute, expected }: FacetCheck,
): void {
  const stats = memberOf(body['facetStats'], attribute);
  const { required, possible, free } = expected;
  const isTold = Object.keys(stats).length > 0;
  const min = memberNumber(stats, 'min');
  const max = isTold ? memberNumber(stats, 'max') : -Infinity;
  const isWide = required.every((number) => number >= min && number <= max);
  const isReal = !isTold || free > 0 || (possible.has(min) && possible.has(max));
  if (isWide && isReal) return;
  const message = `${operation.id} tells numbers of ${attribute} in ${index} from ${min} to ${max}; there must be ${required.join(', ')}, and there may be ${[...possible].join(', ')}`;
  findings.add(`${index} ${attribute} numbers`, message, evidenceOf(operation));
}

function memberOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const member = isRecord(value) ? value[name] : undefined;
  return isRecord(member) ? member : {};
}

function valuesMaxOf(history: History, index: string, until: number): number {
  const values = history.index(index).settingValues('faceting', until);
  return Math.min(
    valuesMaxByDefault,
    ...values.map((value) => memberNumber(value, 'maxValuesPerFacet')),
  );
}
