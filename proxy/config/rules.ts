import { isBaseUrl, rightAddress } from '../../engine/cluster/node-address.ts';
import { judgeMovement } from '../../engine/movement/movement-policy.ts';
import { antiEntropyOf, movementOf } from './movement-settings.ts';
import type { Settings } from './schema.ts';

/** Something wrong that no single value shows. */
export interface BrokenRule {
  /** The settings that it is about. */
  readonly keys: readonly string[];
  readonly message: string;
}

/** Checks settings against each other; answers everything that is wrong. */
export function brokenRules(settings: Settings): readonly BrokenRule[] {
  return [
    ...missingKeys(settings),
    ...nodes(settings),
    ...addresses(settings),
    ...groups(settings),
    ...ports(settings),
    ...session(settings),
    ...movement(settings),
  ];
}

function missingKeys({ master_key, node_master_key, admin }: Settings): BrokenRule[] {
  const keys = [
    { key: 'master_key', value: master_key, variable: 'MIROIR_MASTER_KEY' },
    { key: 'node_master_key', value: node_master_key, variable: 'MIROIR_NODE_MASTER_KEY' },
    ...(admin.enabled
      ? [{ key: 'admin.api_key', value: admin.api_key, variable: 'MIROIR_ADMIN_API_KEY' }]
      : []),
  ];
  return keys
    .filter(({ value }) => value === '')
    .map(({ key, variable }) => ({
      keys: [key],
      message: `${key} is not set; right would be a key in the variable ${variable}`,
    }));
}

function nodes({ nodes: configured }: Settings): BrokenRule[] {
  if (configured.length === 0) {
    const message = 'nodes is empty; right would be at least one {id, address, replica_group}';
    return [{ keys: ['nodes'], message }];
  }
  return ['id', 'address'].flatMap((field) => {
    const values = configured.map((node) => (field === 'id' ? node.id : node.address));
    const repeated = new Set(values.filter((value, place) => values.indexOf(value) < place));
    return [...repeated].map((value) => ({
      keys: ['nodes'],
      message: `nodes: ${field} ${shown(value)} occurs more than once; right would be another ${field} for each node`,
    }));
  });
}

function addresses({ nodes: configured }: Settings): BrokenRule[] {
  return configured
    .filter(({ address }) => !isBaseUrl(address))
    .map(({ id, address }) => ({
      keys: ['nodes'],
      message: `nodes: address of ${id} is ${shown(address)}; right would be ${rightAddress}`,
    }));
}

function groups(settings: Settings): BrokenRule[] {
  const { nodes: configured, replica_groups, replication_factor } = settings;
  const outside = configured
    .filter((node) => node.replica_group >= replica_groups)
    .map((node) => ({
      keys: ['nodes', 'replica_groups'],
      message: `nodes: replica_group of ${node.id} is ${node.replica_group}; right would be a whole number below replica_groups, which is ${replica_groups}`,
    }));
  if (configured.length === 0) return outside;
  const sizes = Array.from(
    { length: replica_groups },
    (_, group) => configured.filter((node) => node.replica_group === group).length,
  );
  const tooSmall = sizes.flatMap((size, group) => {
    if (size >= replication_factor) return [];
    const message = `nodes: replica group ${group} has ${size}; right would be at least ${replication_factor}, the replication_factor`;
    return [{ keys: ['nodes', 'replica_groups', 'replication_factor'], message }];
  });
  return [...outside, ...tooSmall];
}

function ports({ server, metrics }: Settings): BrokenRule[] {
  if (server.port !== metrics.port) return [];
  const message = `metrics.port is ${metrics.port}, as server.port is; right would be another port`;
  return [{ keys: ['server.port', 'metrics.port'], message }];
}

function session({ session: { renew_interval_ms, lease_ms } }: Settings): BrokenRule[] {
  if (lease_ms >= 2 * renew_interval_ms) return [];
  const message = `session.lease_ms is ${lease_ms}; right would be at least twice session.renew_interval_ms, which is ${renew_interval_ms}`;
  return [{ keys: ['session.lease_ms', 'session.renew_interval_ms'], message }];
}

function movement(settings: Settings): BrokenRule[] {
  const verdict = judgeMovement({
    movement: movementOf(settings),
    antiEntropy: antiEntropyOf(settings),
  });
  if (verdict.kind !== 'unsafe') return [];
  const keys = ['movement.skip_delta_pass', 'anti_entropy.enabled'];
  return [{ keys, message: verdict.refusal }];
}

/** A value as it may be printed: a URL with its credentials covered. */
function shown(value: string): string {
  return JSON.stringify(value.replace(/\/\/[^/@]*@/, '//(hidden)@'));
}
