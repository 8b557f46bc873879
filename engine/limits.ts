import { assert } from './base/assert.ts';

/** Every bound of the engine with its reason. Sizes in bytes or counts, times in ms. */
export const limits = {
  /** Shard numbers are written with four digits of base 8 in the hidden marker. */
  shardsMax: 4096,
  /** Meilisearch's own: longer uids are refused by every node. */
  indexUidBytesMax: 400,
  /** Meilisearch's own: longer ids are refused by every node. */
  documentIdBytesMax: 511,
  /** serde_json's recursion limit, which is what makes Meilisearch refuse deeper payloads. */
  jsonDepthMax: 128,
  /** The place of a document in its payload is written with nine digits of base 8. */
  payloadDocumentsMax: 8 ** 9,
  /** The number of a task is written with eleven digits of base 8. */
  taskUidMax: 8 ** 11 - 1,
  /** What nodes are told instead of the user's `maxTotalHits`, which Miroir applies after the merge. */
  nodeTotalHitsMax: 1_000_000_000,
  /** What nodes are told instead of the user's `maxValuesPerFacet`; more values than this are cut. */
  nodeFacetValuesMax: 100_000,
  /** Queries of one multi-search that are under way at the same time. */
  queriesAtOnceMax: 32,
  /** Rounds of one read over other replicas before it gives up on what is still missing. */
  readRoundsMax: 4,
  /** Tenant tokens that need not be verified again; each is as long as a header may be at most. */
  knownTokensMax: 1000,
  /** Ids asked of a node in one read before a write. */
  identifiersPerReadMax: 10_000,
  /** Unsettled tasks looked through for those of one index. */
  unsettledTasksMax: 1_000_000,
  /** Unsettled tasks that one pass looks at. */
  settlePassTasksMax: 1000,
  /** Node tasks asked about in one request: keeps its query string short. */
  nodeTasksPerLookMax: 500,
  /** What a write waits for its turn beyond what the end of a dead proxy's write takes. */
  turnSlackMs: 5000,
  /** Delay between two attempts of a write to get its turn: starts at the first, doubles up to the second. */
  turnDelayMsMin: 10,
  turnDelayMsMax: 100,
  /** Delay between two looks at unfinished node tasks: starts at the first, doubles up to the second. */
  settleDelayMsMin: 25,
  settleDelayMsMax: 1000,
  /** Time between two looks at the ledger. */
  repairLookMs: 500,
  /** Delay between two attempts at a repair that fails: starts at the first, doubles up to the second. */
  repairDelayMsMin: 1000,
  repairDelayMsMax: 30_000,
  /** How long nodes may take over the trial of an edit, and over what they were given before. */
  editTrialMsMax: 120_000,
  /** How long a repair waits for an index to be at rest before it holds up writes. */
  repairPatienceMs: 5000,
  /** Delay between two looks at whether an index is at rest, or a repair done. */
  repairPollMs: 25,
  /** How long a node may take over the task of a repair. */
  repairTaskMsMax: 60_000,
  /** How long a node may take over a page of a move, or over an index that it is to have. */
  moveTaskMsMax: 600_000,
  /** Time between two looks for a shard that is to be verified: starts at the first, up to the second. */
  verificationLookMsMin: 500,
  verificationLookMsMax: 30_000,
  /** How long shards of one index are verified before others have a chance. */
  verificationClaimMs: 10_000,
  /** Indexes whose replicas one proxy repairs and moves at the same time. */
  indexesUnderCareMax: 4,
  /** Time between two looks at nodes that were restored. */
  restoredLookMs: 500,
  /** Tasks of an index that its nodes must have kept before one is made equal to another. */
  tasksReliedOnMax: 100,
  /** Indexes of a node that are listed at once. */
  indexesPerLookMax: 1000,
  /** Time between two looks at which nodes there are. */
  fleetLookMs: 500,
  /** Attempts at a change of the fleet that others forestall. */
  fleetChangeAttemptsMax: 10,
  /** Delay between two looks at what a job waits for. */
  jobPollMs: 50,
  /** How long a job waits for the earlier tasks of the client, and for their nodes. */
  jobTasksMsMax: 3_600_000,
  /** How long a job waits for whole replicas of every shard of an index. */
  jobReadingMsMax: 120_000,
  /** How long a job waits for an index to be at rest before it holds up writes. */
  jobPatienceMs: 2000,
  /** How often an index is read in the hope that nothing is written meanwhile. */
  jobReadingsUnheld: 2,
  /** Documents of a node that are read at once, and how long the answer is meant to be. */
  jobPageDocuments: 1000,
  jobPageCharacters: 8_000_000,
  /** How long a node has to answer with a page. */
  jobPageMsMax: 60_000,
  /** Tasks of the store that are read at once. */
  jobTasksPage: 1000,
  /** How often a snapshot is begun anew because indexes came and went. */
  snapshotAttemptsMax: 3,
  /** How long an export tries to reach another server, and between two attempts: the first, doubled up to the second. */
  exportPatienceMs: 60_000,
  exportDelayMsMin: 250,
  exportDelayMsMax: 10_000,
  /** How long another server has to answer. */
  exportCallMsMax: 300_000,
  /** Time between two looks for webhooks that are to be told of tasks. */
  announcementLookMs: 500,
  /** Tasks that are read at once to be announced. */
  announcementsAtOnceMax: 100,
  /** How often a batch is announced to a webhook that does not accept it, and the delay after the first, doubled each time. */
  announcementAttemptsMax: 4,
  announcementDelayMs: 1000,
  /** How long the receiver of a webhook has to answer. */
  announcementMsMax: 30_000,
  /** Operations of the fleet in one answer. */
  operationsListedMax: 1000,
} as const;

assert(limits.shardsMax === 8 ** 4, 'shard markers have four digits of base 8');
assert(limits.settleDelayMsMin < limits.settleDelayMsMax, 'the delay between looks grows');
