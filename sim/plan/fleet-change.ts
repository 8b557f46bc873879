import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { AdministerIntent } from '../trace/operation.ts';
import { addressOf } from '../world/fleet-names.ts';
import {
  activeGroups,
  type ImaginedFleet,
  type ImaginedNode,
  withSpares,
  withState,
} from './imagined-fleet.ts';

/** One request of an operator, so long after the change began. */
export interface ChangeStep {
  readonly afterMs: number;
  readonly intent: AdministerIntent;
  /** Whether the operator first waits for what the step before it began. */
  readonly isFollowing: boolean;
}

/** A change of the fleet: the requests that it takes, and what the fleet should be afterwards. */
export interface FleetChangePlan {
  readonly steps: readonly ChangeStep[];
  readonly fleet: ImaginedFleet;
}

/** What changes are drawn from. */
export interface ChangeScope {
  readonly draws: KeyedDraws;
  readonly label: string;
  readonly fleet: ImaginedFleet;
}

type ChangeMaker = (scope: ChangeScope) => FleetChangePlan | null;

/** Out of so many changes that ought not to be asked for, one is. */
const recklessOneOf = 12;

/** A change that suits the fleet; one of those that do not is asked for once in a while. */
export function drawnChange(scope: ChangeScope): FleetChangePlan {
  const { draws, label } = scope;
  const offset = draws.below(`${label}/kind`, makers.length);
  const inTurn = [...makers.slice(offset), ...makers.slice(0, offset)];
  for (const make of inTurn) {
    const change = make(scope);
    if (change !== null) return change;
  }
  return rebalance(scope);
}

const addNode: ChangeMaker = ({ draws, label, fleet }) => {
  const [id] = fleet.spares;
  const [group, ...more] = activeGroups(fleet).keys();
  if (id === undefined || group === undefined) return null;
  const chosen = isReckless(draws, label)
    ? fleet.groups
    : draws.pick(`${label}/group`, [group, ...more]);
  const body = { ...memberOf(id), replica_group: chosen };
  const steps = [step(0, 'POST', '/_miroir/nodes', body)];
  return { steps, fleet: chosen === fleet.groups ? fleet : withSpares(fleet, chosen, 1) };
};

const drainNode: ChangeMaker = (scope) => {
  const node = dispensable(scope);
  if (node === null) return null;
  const steps = [step(0, 'POST', `/_miroir/nodes/${node.id}/drain`), ...removal(scope, node)];
  return { steps, fleet: withState(scope.fleet, [node.id], 'leaving') };
};

const replaceNode: ChangeMaker = (scope) => {
  const { draws, label, fleet } = scope;
  const [id] = fleet.spares;
  const [node, ...others] = fleet.nodes.filter(({ state }) => state === 'active');
  if (id === undefined || node === undefined) return null;
  const old = draws.pick(`${label}/old`, [node, ...others]);
  const begun = step(0, 'POST', `/_miroir/nodes/${old.id}/replace`, memberOf(id));
  const replaced = withSpares(withState(fleet, [old.id], 'leaving'), old.group, 1);
  return { steps: [begun, ...removal(scope, old)], fleet: replaced };
};

const failNode: ChangeMaker = (scope) => {
  const { draws, label, fleet } = scope;
  const node = dispensable(scope);
  if (node === null) return null;
  // Who gives up the only replica of a shard must want it back.
  const isOnly = fleet.replicationFactor === 1 && activeGroups(fleet).size === 1;
  const recovers = isOnly || draws.below(`${label}/recovers`, 4) > 0;
  const afterMs = draws.between(`${label}/recovery`, 300, 9000);
  const recovery = step(afterMs, 'POST', `/_miroir/nodes/${node.id}/recover`);
  const steps = [
    step(0, 'POST', `/_miroir/nodes/${node.id}/fail`),
    ...(recovers ? [recovery] : removal(scope, node)),
  ];
  return { steps, fleet: withState(fleet, [node.id], 'failed') };
};

const setReplication: ChangeMaker = ({ draws, label, fleet }) => {
  const most = Math.min(...[...activeGroups(fleet).values()].map((nodes) => nodes.length));
  const wanted = draws.pick(`${label}/replicas`, [
    fleet.replicationFactor - 1,
    fleet.replicationFactor + 1,
  ]);
  const isPossible = wanted >= 1 && wanted <= most;
  if (!isPossible && !isReckless(draws, label)) return null;
  const steps = [step(0, 'POST', '/_miroir/replication', { replication_factor: wanted })];
  return { steps, fleet: isPossible ? { ...fleet, replicationFactor: wanted } : fleet };
};

const addGroup: ChangeMaker = ({ draws, label, fleet }) => {
  const { spares, replicationFactor, groups } = fleet;
  if (spares.length < replicationFactor) return null;
  const count = draws.between(`${label}/nodes`, replicationFactor, spares.length);
  const body = { nodes: spares.slice(0, count).map(memberOf) };
  const steps = [step(0, 'POST', '/_miroir/replica_groups', body)];
  return { steps, fleet: withSpares(fleet, groups, count) };
};

const removeGroup: ChangeMaker = ({ draws, label, fleet }) => {
  const groups = [...activeGroups(fleet).keys()];
  const [first, ...others] = groups;
  if (first === undefined) return null;
  if (others.length === 0 && !isReckless(draws, label)) return null;
  const group = draws.pick(`${label}/group`, [first, ...others]);
  const names = fleet.nodes.filter((node) => node.group === group).map(({ id }) => id);
  const steps = [step(0, 'DELETE', `/_miroir/replica_groups/${group}`)];
  return { steps, fleet: others.length === 0 ? fleet : withState(fleet, names, 'leaving') };
};

const pause: ChangeMaker = ({ draws, label, fleet }) => {
  const afterMs = draws.between(`${label}/resumes`, 300, 9000);
  const resumed = step(afterMs, 'POST', '/_miroir/rebalance/resume');
  return { steps: [step(0, 'POST', '/_miroir/rebalance/pause'), resumed], fleet };
};

function rebalance({ fleet }: ChangeScope): FleetChangePlan {
  return { steps: [step(0, 'POST', '/_miroir/rebalance')], fleet };
}

/** What is asked for most often comes twice. */
const makers: readonly ChangeMaker[] = [
  addNode,
  addNode,
  drainNode,
  drainNode,
  replaceNode,
  failNode,
  setReplication,
  setReplication,
  addGroup,
  removeGroup,
  pause,
  rebalance,
];

/** A node whose group has another one; once in a while, any node. */
function dispensable({ draws, label, fleet }: ChangeScope): ImaginedNode | null {
  const [last, ...others] = [...activeGroups(fleet).values()]
    .filter((nodes) => nodes.length > 1 || isReckless(draws, label))
    .flat();
  return last === undefined ? null : draws.pick(`${label}/whom`, [last, ...others]);
}

/** Half of the nodes that leave are removed once they are empty. */
function removal({ draws, label }: ChangeScope, { id }: ImaginedNode): readonly ChangeStep[] {
  if (draws.below(`${label}/removed`, 2) === 0) return [];
  const afterMs = draws.between(`${label}/removal`, 500, 8000);
  return [{ ...step(afterMs, 'DELETE', `/_miroir/nodes/${id}`), isFollowing: true }];
}

function isReckless(draws: KeyedDraws, label: string): boolean {
  return draws.below(`${label}/reckless`, recklessOneOf) === 0;
}

function memberOf(id: string): { readonly id: string; readonly address: string } {
  return { id, address: addressOf(id) };
}

function step(
  afterMs: number,
  method: AdministerIntent['method'],
  path: string,
  body: unknown = null,
): ChangeStep {
  return { afterMs, isFollowing: false, intent: { kind: 'administer', method, path, body } };
}
