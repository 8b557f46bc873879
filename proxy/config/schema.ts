import { z } from 'zod';
import { nodeIdPattern, rightNodeId } from '../../engine/cluster/node-address.ts';
import { defaultBind, defaultPort } from './defaults.ts';
import { limits } from '../../engine/limits.ts';
import { flag, group, list, oneOf, required, secret, text, wholeNumber } from './settings.ts';

const hourMs = 3_600_000;
const yearSeconds = 31_536_000;
const portMax = 65_535;
/** The longest string of Node 24 has 2^29 − 24 characters. */
const bodyBytesMax = 500_000_000;

const node = z.strictObject({
  id: required(
    z.string().regex(nodeIdPattern),
    'Name of the node. Documents are placed by it: it never changes.',
    rightNodeId,
  ),
  address: required(z.string(), 'Base URL of the node.', 'a URL such as http://meili-0:7700'),
  replica_group: wholeNumber(0, 99, 0, 'Group of the node, counted from 0.'),
});

/** Every key of the configuration, with its default and its bounds. */
export const schema = z.strictObject({
  master_key: secret('Key of the Meilisearch API that clients use.'),
  node_master_key: secret('Master key of the Meilisearch nodes.'),
  proxy_id: text(
    '',
    'Name of this proxy, if several share a task store. Empty: its host name and port.',
    'a name that no other proxy has',
  ),
  shards: wholeNumber(1, limits.shardsMax, 64, 'Shards of a new index.'),
  replication_factor: wholeNumber(
    1,
    100,
    2,
    'Copies of each shard within a replica group, in an empty store.',
  ),
  replica_groups: wholeNumber(
    1,
    100,
    1,
    'Groups of nodes that each hold everything, in an empty store.',
  ),
  nodes: list(
    node,
    'The Meilisearch nodes of an empty store, and where they are.',
    'a list of {id, address, replica_group}',
  ),
  task_store: group({
    backend: oneOf(['sqlite'], 'sqlite', 'Where tasks and indexes are recorded.'),
    path: text('/data/miroir-tasks.db', 'File of the store.', 'the path of a file'),
  }),
  dumps: group({
    directory: text(
      '',
      'Folder for dumps. Empty: `dumps` beside the store.',
      'the path of a folder that can be written to',
    ),
  }),
  snapshots: group({
    directory: text(
      '',
      'Folder for what belongs to snapshots. Empty: `snapshots` beside the store.',
      'the path of a folder that can be written to',
    ),
  }),
  import_dump: text(
    '',
    'Dump of a Meilisearch v1.21 with which an empty store begins. Empty: none.',
    'the path of a file',
  ),
  ignore_missing_dump: flag(false, 'Whether a dump that is not there is done without.'),
  ignore_dump_if_db_exists: flag(false, 'Whether a dump is left alone if the store is not empty.'),
  session: group({
    renew_interval_ms: wholeNumber(10, hourMs, 1000, 'Time between two signs of life of a proxy.'),
    lease_ms: wholeNumber(
      20,
      hourMs,
      5000,
      'Time without a sign of life after which other proxies take over.',
    ),
  }),
  admin: group({
    enabled: flag(true, 'Whether /_miroir/ can be used.'),
    api_key: secret('Key of /_miroir/.'),
  }),
  health: group({
    interval_ms: wholeNumber(10, hourMs, 5000, 'Time between two checks of a node.'),
    timeout_ms: wholeNumber(1, hourMs, 2000, 'Time that a node has to answer a check.'),
    unhealthy_threshold: wholeNumber(1, 1000, 3, 'Failures in a row after which a node is failed.'),
    recovery_threshold: wholeNumber(1, 1000, 2, 'Successes in a row after which it is used again.'),
  }),
  scatter: group({
    node_timeout_ms: wholeNumber(1, hourMs, 5000, 'Time that a node has to answer a request.'),
    unavailable_shard_policy: oneOf(
      ['partial', 'error'],
      'partial',
      'What a search answers when no replica of a shard does.',
    ),
  }),
  server: group({
    port: wholeNumber(1, portMax, defaultPort, 'Port of the Meilisearch API.'),
    bind: text(defaultBind, 'Address to listen on.', 'an address of this machine'),
    max_body_bytes: wholeNumber(1, bodyBytesMax, 104_857_600, 'Largest body of a request.'),
    max_concurrent_requests: wholeNumber(1, 100_000, 500, 'Requests answered at the same time.'),
    request_timeout_ms: wholeNumber(1, hourMs, 30_000, 'Time to receive a request.'),
    drain_timeout_ms: wholeNumber(0, hourMs, 25_000, 'Time to finish requests when stopping.'),
  }),
  metrics: group({
    port: wholeNumber(1, portMax, 9090, 'Port of GET /metrics, which needs no key.'),
  }),
  connection_pool_per_node: group({
    max_total: wholeNumber(1, 10_000, 128, 'Connections to each node.'),
    idle_timeout_s: wholeNumber(1, 3600, 60, 'Time after which an unused connection is closed.'),
  }),
  task_registry: group({
    ttl_seconds: wholeNumber(1, 10 * yearSeconds, 604_800, 'Time that ended tasks are kept.'),
    prune_interval_s: wholeNumber(1, 86_400, 300, 'Time between two removals of old tasks.'),
    prune_batch_size: wholeNumber(1, 1_000_000, 10_000, 'Tasks removed at once.'),
  }),
  repair: group({
    batch_documents: wholeNumber(1, 10_000, 500, 'Documents that a repair compares at once.'),
    pause_ms: wholeNumber(0, hourMs, 100, 'Pause of a repair between two batches.'),
    turn_ms: wholeNumber(10, 60_000, 1000, 'Time that a batch may hold up writes to its index.'),
  }),
  movement: group({
    batch_documents: wholeNumber(1, 100_000, 250, 'Documents that a move copies at once.'),
    documents_per_second: wholeNumber(1, 10_000_000, 1000, 'The most that a move copies.'),
    max_concurrent_migrations: wholeNumber(
      1,
      limits.shardsMax,
      4,
      'Shards of an index that move to a node together.',
    ),
    drain_timeout_ms: wholeNumber(
      10,
      hourMs,
      30_000,
      'Time that the last step of a move may hold up writes to its index.',
    ),
    skip_delta_pass: flag(
      false,
      'Whether moves leave it to anti-entropy to find what they missed.',
    ),
    replace_failed_after_s: wholeNumber(
      0,
      yearSeconds,
      0,
      'Time after which the shards of a node that is down go elsewhere. 0: an operator decides.',
    ),
  }),
  anti_entropy: group({
    enabled: flag(true, 'Whether all replicas are compared from time to time.'),
    interval_s: wholeNumber(1, yearSeconds, 21_600, 'Time between two passes over all shards.'),
    batch_documents: wholeNumber(1, 100_000, 1000, 'Documents that a pass reads at once.'),
    pause_ms: wholeNumber(0, hourMs, 200, 'Pause of a pass between two reads.'),
    auto_repair: flag(true, 'Whether what differs is repaired, or only told.'),
  }),
  settings_broadcast: group({
    verify_timeout_s: wholeNumber(1, 86_400, 60, 'Time for all nodes to apply new settings.'),
  }),
  log: group({
    level: oneOf(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'info',
      'Least important lines to write.',
    ),
  }),
});

/** The configuration as it is written, complete and of the right types. */
export type Settings = z.output<typeof schema>;
