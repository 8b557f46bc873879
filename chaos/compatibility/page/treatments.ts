import type { Treatments } from './treatment.ts';

/** Where Miroir is not exactly one Meilisearch, and where a test of its own shows that it is. */
export const treatments: Treatments = {
  'GET /indexes/{uid}/search matchingStrategy': {
    kind: 'approximate',
    note: '`frequency` drops the words that are most frequent on each node; `last` and `all` are exact',
  },
  'GET /indexes/{uid}/search vector': {
    kind: 'approximate',
    note: 'finds neighbours that the approximate search of one large index misses; exact in small ones',
    test: 'chaos/compatibility/neighbours.meili.test.ts',
  },
  'GET /indexes/{uid}/search distinct': {
    kind: 'approximate',
    note: 'hits are exact; totals and counts of facets are estimates, though others',
  },
  'GET /indexes/{uid}/search facets': {
    kind: 'approximate',
    note: 'exact, but of several spellings of one value another may be shown',
  },
  'GET /indexes/{uid}/search rankingScoreThreshold': {
    kind: 'approximate',
    note: 'hits are exact; `estimatedTotalHits` may be lower when a page is full',
  },
  'POST /indexes/{uid}/search matchingStrategy': {
    kind: 'approximate',
    note: '`frequency` drops the words that are most frequent on each node; `last` and `all` are exact',
  },
  'POST /indexes/{uid}/search vector': {
    kind: 'approximate',
    note: 'finds neighbours that the approximate search of one large index misses; exact in small ones',
    test: 'chaos/compatibility/neighbours.meili.test.ts',
  },
  'POST /indexes/{uid}/search distinct': {
    kind: 'approximate',
    note: 'hits are exact; totals and counts of facets are estimates, though others',
  },
  'POST /indexes/{uid}/search facets': {
    kind: 'approximate',
    note: 'exact, but of several spellings of one value another may be shown',
  },
  'POST /indexes/{uid}/search rankingScoreThreshold': {
    kind: 'approximate',
    note: 'hits are exact; `estimatedTotalHits` may be lower when a page is full',
  },
  'POST /indexes/{uid}/search hybrid': {
    kind: 'approximate',
    note: 'exact where the search by vectors is',
  },
  'GET /indexes/{uid}/search hybridSemanticRatio': {
    kind: 'approximate',
    note: 'exact where the search by vectors is',
  },
  'POST /indexes/{uid}/search media': {
    kind: 'approximate',
    note: 'handed on to the nodes; only what they refuse has been compared',
  },
  'POST /indexes/{uid}/facet-search media': {
    kind: 'approximate',
    note: 'handed on to the nodes; only what they refuse has been compared',
  },
  'GET /indexes/{uid}/search hybridEmbedder': {
    kind: 'approximate',
    note: 'exact where the search by vectors is',
  },
  'POST /indexes/{uid}/facet-search facetName': {
    kind: 'approximate',
    note: 'counts are exact; of several spellings of one value another may be shown; with a distinct attribute they are estimates',
  },
  'POST /indexes/{uid}/facet-search facetQuery': {
    kind: 'approximate',
    note: 'exact, but for the order of Chinese variants',
  },
  'GET /indexes/{uid}/similar embedder': {
    kind: 'approximate',
    note: 'finds neighbours that the approximate search of one large index misses; with several vectors a document, each is compared with each',
  },
  'POST /indexes/{uid}/similar embedder': {
    kind: 'approximate',
    note: 'finds neighbours that the approximate search of one large index misses; with several vectors a document, each is compared with each',
  },
  'POST /multi-search federation': {
    kind: 'approximate',
    note: 'hybrid queries of a federated search always search by vectors too; exact otherwise',
  },
  'POST /multi-search queries': {
    kind: 'approximate',
    note: 'as each search; `federationOptions.remote` is refused: Miroir searches its own nodes',
  },
  'POST /indexes/{uid}/documents/edit function': {
    kind: 'approximate',
    note: 'exact, but refused if it calls `exit`, or returns early and has closures; constants cannot be used in its functions; the answer comes after a trial on every shard',
    test: 'proxy/edits.meili.test.ts',
  },
  'GET /indexes/{uid}/documents sort': {
    kind: 'approximate',
    note: 'as v1.21 does, its skipping of pages included; by several rules with an offset it differs where documents lack a value; by `_geoPoint` beyond 1000 documents in one metre some are missing',
  },
  'POST /indexes/{uid}/documents/fetch sort': {
    kind: 'approximate',
    note: 'as v1.21 does, its skipping of pages included; by several rules with an offset it differs where documents lack a value; by `_geoPoint` beyond 1000 documents in one metre some are missing',
  },
  'POST /indexes/{uid}/documents': {
    kind: 'approximate',
    note: 'a field `_miroir_…` is refused; members may come in another order',
  },
  'PUT /indexes/{uid}/documents': {
    kind: 'approximate',
    note: 'a field `_miroir_…` is refused; members may come in another order',
  },
  'POST /tasks/cancel': {
    kind: 'approximate',
    note: 'cancels writes to documents that no node has begun; others end as usual and are not counted',
    test: 'engine/tasks/cancelation.meili.test.ts',
  },
  'GET /batches': {
    kind: 'approximate',
    note: 'as on a Meilisearch that takes every task by itself (`--experimental-max-number-of-batched-tasks=1`): each is a batch that bears its number; the trace has one step',
  },
  'GET /batches/{uid}': {
    kind: 'approximate',
    note: 'as on a Meilisearch that takes every task by itself (`--experimental-max-number-of-batched-tasks=1`): each is a batch that bears its number; the trace has one step',
  },
  'GET /tasks/{uid}/documents': {
    kind: 'approximate',
    note: 'put together from what waits on the nodes: 404 once all replicas of a shard have carried it out',
    test: 'engine/tasks/task-documents.meili.test.ts',
  },
  'POST /dumps': {
    kind: 'exact',
    test: 'proxy/dumps.meili.test.ts',
  },
  'POST /snapshots': {
    kind: 'approximate',
    note: 'a manifest with a snapshot of every node and of the store of Miroir, all of one moment',
    test: 'proxy/snapshots.meili.test.ts',
  },
  'POST /export': {
    kind: 'exact',
    test: 'proxy/exports.meili.test.ts',
  },
  'PATCH /network sharding': {
    kind: 'refused',
    note: 'Miroir spreads documents over its own nodes',
  },
  'GET /metrics': {
    kind: 'approximate',
    note: 'names of Meilisearch; documents and tasks are those of the fleet, requests those of this proxy; the sizes of queues are left out',
  },
  'POST /logs/stream': {
    kind: 'approximate',
    note: 'requests, tasks and degraded answers of this proxy, in its own words',
  },
  'POST /logs/stream mode': {
    kind: 'approximate',
    note: '`profile` is refused: there is no profile',
  },
  'POST /logs/stderr': {
    kind: 'approximate',
    note: 'sets the level of this proxy, not of the nodes',
  },
  'GET /stats': {
    kind: 'approximate',
    note: 'exact, but sizes include the hidden fields and every copy; while a node is down, the distribution of fields is an estimate',
  },
  'GET /indexes/{uid}/stats': {
    kind: 'approximate',
    note: 'exact, but sizes include the hidden fields and every copy; while a node is down, the distribution of fields is an estimate',
  },
  'POST /webhooks url': {
    kind: 'approximate',
    note: 'what is sent is what Meilisearch sends; each task at least once, up to half a second later',
    test: 'proxy/webhooks.meili.test.ts',
  },
  'POST /chats/{workspace}/chat/completions': {
    kind: 'refused',
    note: 'a node that talks with a language model searches only its own part of an index: let the application call the model, with a tool that searches through Miroir',
  },
};
