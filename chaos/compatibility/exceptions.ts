/** Why Miroir answers otherwise than one Meilisearch, and how much of the answer that touches. */
export interface Exception {
  readonly reason: string;
  /**
   * Hides the part of a body that may differ; everything else must still be the same. Left out: the
   * answers have nothing in common.
   */
  readonly mask?: (body: string) => string;
}

export type ExceptionName =
  | 'own-sharding'
  | 'own-search'
  | 'measured'
  | 'reserved-field'
  | 'reused-place'
  | 'first-seen-fields'
  | 'too-large-json'
  | 'distinct-counts'
  | 'several-vectors'
  | 'threshold-totals'
  | 'facet-spellings'
  | 'uncounted-documents'
  | 'uncompressed'
  | 'bad-unicode';

/** Every difference that is known and accepted. */
export const exceptions: Readonly<Record<ExceptionName, Exception>> = {
  'own-sharding': { reason: 'Miroir spreads documents over its own nodes, and over no network' },
  'own-search': { reason: 'Miroir searches its own nodes, and no other instance of a network' },
  measured: {
    reason:
      'requests and the process are those of one proxy, in which neither tasks nor searches queue up; ' +
      'tasks of indexes are counted by the indexes that are there',
    mask: (body) =>
      body
        .split('\n')
        .filter((line) => line.includes('meilisearch_') && !notMeasured.test(line))
        .map((line) =>
          line.replace(/^(\w+(?:size_bytes|last_update|latency_seconds)) .*/, '$1 <number>'),
        )
        .join('\n'),
  },
  'reserved-field': { reason: 'the names of the hidden fields are kept for Miroir' },
  'reused-place': {
    reason:
      'a document that was deleted and added again goes to the end of its ties; ' +
      'a single node gives it the lowest free place',
  },
  'first-seen-fields': {
    reason:
      'a node writes the members of a document in the order in which it first saw their names, ' +
      'and every node sees other documents first',
  },
  'too-large-json': {
    reason:
      'where a body is no payload of documents, Meilisearch answers 500 when it is too large; ' +
      'Miroir answers 413, as for documents',
  },
  'distinct-counts': {
    reason:
      'a distinct value that several nodes hold is counted by each of them: ' +
      'estimated totals and facets of a distinct search are estimates, though others',
    mask: (body) =>
      body
        .replace(/"estimatedTotalHits":\d+/, '"estimatedTotalHits":<estimate>')
        .replace(/"facetHits":\[[^\]]*\]/, '"facetHits":[<estimates>]')
        .replace(/"facetDistribution":\{"genres":\{[^}]*\}/, '"facetDistribution":{<estimates>'),
  },
  'several-vectors': {
    reason:
      'where documents have several vectors of one embedder, a single Meilisearch compares only those ' +
      'in the same place of their lists; Miroir compares each with each',
  },
  'threshold-totals': {
    reason:
      'a single Meilisearch counts no more hits against the threshold once the page is full, ' +
      'nor any for a page beyond all hits; each node goes on doing so',
    mask: (body) =>
      body.replaceAll(/"(estimatedTotalHits|totalHits|totalPages)":\d+/g, '"$1":<estimate>'),
  },
  'facet-spellings': {
    reason:
      'of several spellings of a value Meilisearch shows that of the first hit, ' +
      'Miroir the first in order of those that its nodes show',
    mask: (body) => body.normalize('NFKD').toLowerCase(),
  },
  'uncounted-documents': {
    reason:
      'where a list sorted by several rules is skipped into, Meilisearch counts documents that it does ' +
      'not list because a later rule finds no value in them; nodes tell nothing of these',
    mask: (body) => body.replace(/"results":\[.*\]/, '"results":<other page>'),
  },
  'bad-unicode': {
    reason: 'Miroir does not tell where a payload that is not UTF-8 was found to be none',
    mask: (body) =>
      body.replace(/at line \d+ column \d+|CSV parse error: [^`]*|invalid utf-8(?=`)/, '<where>'),
  },
  uncompressed: { reason: 'Miroir does not compress its answers' },
};

const notMeasured =
  /_http_|search_queue_size|task_queue_(?:max|used|size)|nb_tasks\{kind="indexes"/;
