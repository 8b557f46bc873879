import type { SearchQuery } from '../query.ts';

/** What a ranking rule compares hits by. */
export type RuleKind =
  | 'relevancy'
  | 'ascending sort'
  | 'descending sort'
  | 'ascending geo sort'
  | 'descending geo sort';

/** One rule, or several of relevancy that follow one another. */
export interface CanonicalRule {
  readonly kind: RuleKind;
  /** Which rules of the index these are, counted among those that are left: `[0..=4]`. */
  readonly places: string;
  /** The place in the `sort` of the query, likewise: `[1]`; empty for a rule of the index. */
  readonly sortPlace: string;
  /** How a message calls it. */
  readonly names: string;
}

/** The ranking rules that are in play for a query, each kind of them once. */
export interface CanonicalRules {
  readonly rules: readonly CanonicalRule[];
  /** What was changed to come to these, as a message tells it. */
  readonly notes: readonly string[];
}

/** Where a rule was written. */
interface Occurrence {
  readonly name: string;
  readonly position: string;
}

interface SortTerm {
  readonly field: string;
  readonly isGeo: boolean;
  readonly isAscending: boolean;
}

export type QueryKind = 'placeholder' | 'keyword' | 'vector';

/** The rules in play when `query` is put to an index with these `rankingRules`. */
export function canonicalRules(
  query: SearchQuery,
  rankingRules: readonly string[],
): CanonicalRules {
  const hasSort = (query.members.get('sort') ?? 'null') !== 'null';
  const matchesAll = query.members.get('matchingStrategy') === '"all"';
  const walk = new RuleWalk(hasSort ? query.sort.map(termOf) : null, matchesAll);
  const kind = kindOf(query);
  for (const [place, rule] of rankingRules.entries()) {
    if (!walk.visit(kind, { name: rule, position: `#${place} in ranking rules` }, place)) break;
  }
  return walk.end();
}

/** What a query looks for, as far as that decides which rules are in play. */
export function kindOf({ members, semanticRatio }: SearchQuery): QueryKind {
  const text: unknown = JSON.parse(members.get('q') ?? 'null');
  const q = typeof text === 'string' ? text : '';
  const isGiven = (name: string): boolean => (members.get(name) ?? 'null') !== 'null';
  const hasMeaning = q.trim() !== '' || isGiven('vector') || isGiven('media');
  if (semanticRatio === 1 && hasMeaning) return 'vector';
  return q === '' ? 'placeholder' : 'keyword';
}

function termOf(text: string): SortTerm {
  const isAscending = text.endsWith(':asc');
  const field = text.replace(/:(?:asc|desc)$/, '');
  return { field, isGeo: field.startsWith('_geoPoint('), isAscending };
}

const relevancyRules: ReadonlySet<string> = new Set([
  'words',
  'typo',
  'proximity',
  'attribute',
  'exactness',
]);

/** Goes through the rules of an index in their order, as Meilisearch does, and keeps what counts. */
class RuleWalk {
  readonly #sort: readonly SortTerm[] | null;
  readonly #matchesAll: boolean;
  /** The rules that are left. */
  readonly #kept: string[] = [];
  #keptSort: readonly SortTerm[] = [];
  readonly #notes: string[] = [];
  /** Rules and fields that were seen, and where. */
  readonly #seen = new Map<string, Occurrence>();
  readonly #fields = new Map<string, Occurrence>();
  #wordsPrepended = false;
  #vector: Occurrence | undefined;

  constructor(sort: readonly SortTerm[] | null, matchesAll: boolean) {
    this.#sort = sort;
    this.#matchesAll = matchesAll;
  }

  /** Answers whether rules that follow may count. */
  visit(kind: QueryKind, rule: Occurrence, place: number): boolean {
    if (rule.name === 'sort') this.#visitSort(rule, place);
    else if (!relevancyRules.has(rule.name)) this.#visitField(rule);
    else if (kind === 'vector') return this.#visitForVector(rule);
    else if (kind === 'placeholder') this.#removePlaceholder(rule);
    else this.#visitForKeywords(rule);
    return true;
  }

  end(): CanonicalRules {
    const rules: CanonicalRule[] = [];
    let first = 0;
    for (const [place, name] of this.#kept.entries()) {
      const previous = rules.at(-1);
      if (!relevancyRules.has(name)) {
        rules.push(...(name === 'sort' ? this.#sortRules(place) : [fieldRule(name, place)]));
      } else if (previous?.kind === 'relevancy') {
        // A `sort` by nothing may stand between them.
        const names = this.#kept.slice(first, place + 1).join(', ');
        rules[rules.length - 1] = { ...previous, places: `[${first}..=${place}]`, names };
      } else {
        first = place;
        rules.push({ kind: 'relevancy', places: `[${place}]`, sortPlace: '', names: name });
      }
    }
    return { rules, notes: this.#notes };
  }

  #sortRules(place: number): CanonicalRule[] {
    return this.#keptSort.map((term, sortPlace) => ({
      kind: sortKind(term),
      places: `[${place}]`,
      sortPlace: `[${sortPlace}]`,
      names: term.isGeo ? 'default' : `on field \`${term.field}\``,
    }));
  }

  #removePlaceholder({ name, position }: Occurrence): void {
    this.#note(
      `Removed relevancy rule \`${name}\` at position ${position} because the query is a placeholder search (\`q\`: "")`,
    );
  }

  #visitForKeywords(rule: Occurrence): void {
    if (rule.name === 'words') {
      if (this.#matchesAll) {
        this.#noteWords(rule, '`query.matchingWords` is set to `all`');
        return;
      }
      if (this.#isDuplicate(rule)) return;
      if (this.#wordsPrepended) {
        this.#noteWords(rule, 'it was previously prepended');
        this.#wordsPrepended = false;
      }
    } else {
      if (!this.#matchesAll && !this.#wordsPrepended && !this.#seen.has('words')) {
        this.#note(
          `Prepended rule \`words\` before first relevancy rule \`${rule.name}\` at position ${rule.position}`,
        );
        this.#wordsPrepended = true;
        this.#kept.push('words');
      }
      if (this.#isDuplicate(rule)) return;
    }
    this.#seen.set(rule.name, rule);
    this.#kept.push(rule.name);
  }

  #visitForVector(rule: Occurrence): boolean {
    if (this.#vector === undefined) {
      this.#vector = rule;
      this.#kept.push(rule.name);
      return true;
    }
    const { name, position } = rule;
    const vector = this.#vector.position;
    if (this.#fields.size === 0) {
      this.#note(
        `Removed relevancy rule \`${name}\` at position ${position} because the query is a vector search and \`vector\` was already inserted at position ${vector}`,
      );
      return true;
    }
    this.#note(
      `Truncated relevancy rule \`${name}\` at position ${position} and later rules because the query is a vector search and \`vector\` was inserted at position ${vector}`,
    );
    return false;
  }

  #visitSort(rule: Occurrence, place: number): void {
    if (this.#isDuplicate(rule)) return;
    if (this.#sort === null) {
      // Meilisearch indents this note less than the others.
      const reason = 'because `query.sort` is empty';
      this.#note(`Removed rule \`sort\` at position ${rule.position} ${reason}`, '   ');
      return;
    }
    this.#seen.set(rule.name, rule);
    this.#kept.push(rule.name);
    this.#keptSort = this.#sort.filter((term, termPlace) => {
      const key = term.isGeo ? '_geoPoint(' : term.field;
      const name = `${term.isGeo ? '_geo(..)' : term.field}:${term.isAscending ? 'asc' : 'desc'}`;
      const position = `#${termPlace} in \`query.sort\` (as \`sort\` is #${place} in ranking rules)`;
      return this.#isNewField(key, { name, position });
    });
  }

  #visitField(rule: Occurrence): void {
    const field = rule.name.replace(/:(?:asc|desc)$/, '');
    if (this.#isNewField(field, rule)) this.#kept.push(rule.name);
  }

  #isNewField(field: string, occurrence: Occurrence): boolean {
    const earlier = this.#fields.get(field);
    if (earlier === undefined) this.#fields.set(field, occurrence);
    else this.#noteDuplicate(earlier, occurrence);
    return earlier === undefined;
  }

  #isDuplicate(rule: Occurrence): boolean {
    const earlier = this.#seen.get(rule.name);
    if (earlier !== undefined) this.#noteDuplicate(earlier, rule);
    return earlier !== undefined;
  }

  #noteDuplicate(earlier: Occurrence, removed: Occurrence): void {
    this.#note(
      `Removed duplicate rule \`${earlier.name}\` at position ${removed.position} as it already appears at position ${earlier.position}`,
    );
  }

  #noteWords({ position }: Occurrence, reason: string): void {
    this.#note(`Removed rule \`words\` at position ${position} because ${reason}`);
  }

  #note(text: string, indent = '    '): void {
    this.#notes.push(`${indent}${this.#notes.length + 1}. ${text}\n`);
  }
}

function fieldRule(name: string, place: number): CanonicalRule {
  const isAscending = name.endsWith(':asc');
  const kind = sortKind({ field: name, isGeo: name.startsWith('_geo:'), isAscending });
  return { kind, places: `[${place}]`, sortPlace: '', names: name };
}

function sortKind({ isGeo, isAscending }: SortTerm): RuleKind {
  if (isGeo) return isAscending ? 'ascending geo sort' : 'descending geo sort';
  return isAscending ? 'ascending sort' : 'descending sort';
}
