import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import { faultKinds } from './generated-faults.ts';
import type { OperationWeights } from './operation-style.ts';
import type { FleetPlan } from './plan.ts';
import type { ProfileMaker } from './profile.ts';
import {
  drawnCrashingPoints,
  drawnMovingKnobs,
  drawnMovingPoints,
  drawnNoise,
  never,
  noNoise,
} from './profile-parts.ts';
import { balanced } from './usual-profiles.ts';

/** Clients that mostly write, in every way there is. */
const writingWeights: OperationWeights = {
  search: 12,
  pages: 1,
  post: 20,
  put: 12,
  delete: 9,
  deleteByFilter: 6,
  clear: 1,
  getDocument: 10,
  listDocuments: 3,
  stats: 1,
  settings: 1,
  getSettings: 1,
  recreate: 1,
  swap: 0,
  cancel: 0,
};

/** Clients that replace documents over and over, and now and then delete some. */
const replacingWeights: OperationWeights = {
  ...writingWeights,
  search: 2,
  pages: 0,
  post: 40,
  delete: 6,
  deleteByFilter: 2,
  getDocument: 2,
  listDocuments: 0,
  stats: 0,
  settings: 0,
  getSettings: 0,
  recreate: 0,
};

/** An operator changes the fleet while clients write to few documents, and little else goes wrong. */
export const migrate: ProfileMaker = (draws) => {
  const base = balanced(draws);
  return {
    ...base,
    name: 'migrate',
    fleet: movingFleet(draws, base.fleet),
    noise: drawnNoise(draws, 600),
    knobs: { ...base.knobs, ...drawnMovingKnobs(draws) },
    armed: [...base.armed, ...drawnMovingPoints(draws)],
    weights: writingWeights,
    keySpace: draws.between('migrate/keys', 4, 24),
    operationsPerClient: 60,
    changes: draws.between('migrate/changes', 1, 4),
    faults: draws.between('migrate/faults', 0, 4),
    // Nodes that lag behind one another show what does not wait for them.
    faultKinds: [...faultKinds, 'slow-node', 'slow-node', 'slow-node'],
    faultDurationMsMax: 4000,
  };
};

/** The same while proxies crash, stand still for longer than their sessions last, and lose the store. */
export const crash: ProfileMaker = (draws) => {
  const base = migrate(draws);
  const storeFailure = { numerator: 1, denominator: 80 };
  return {
    ...base,
    name: 'crash',
    fleet: { ...base.fleet, proxies: draws.between('crash/proxies', 2, 3) },
    noise: { ...base.noise, storeFailureBefore: storeFailure, storeFailureAfter: storeFailure },
    armed: drawnCrashingPoints(draws),
    // So many that a copy takes as long as a session may last.
    keySpace: draws.between('crash/keys', 10, 60),
    documentsMax: 12,
    retries: 2,
    chaosMs: 40_000,
    faults: draws.between('crash/faults', 4, 10),
    faultKinds: ['crash-proxy', 'crash-proxy', 'pause-proxy', 'pause-proxy', 'crash-node'],
    faultDurationMsMax: 12_000,
  };
};

/** The same as {@link migrate}, with many documents to move, and messages that nobody gets. */
export const lossy: ProfileMaker = (draws) => {
  const base = migrate(draws);
  const often = { numerator: 1, denominator: draws.between('lossy/rarity', 20, 80) };
  return {
    ...base,
    name: 'lossy',
    noise: { ...base.noise, requestLoss: often, answerLoss: often },
    keySpace: draws.between('lossy/keys', 30, 80),
    documentsMax: 12,
    retries: 2,
    faults: 0,
  };
};

/**
 * A node now and then forgets what it has acknowledged. There are several replicas of each shard, and
 * nothing else goes wrong that makes one miss a write, so that some replica always has everything.
 */
export const amnesia: ProfileMaker = (draws) => {
  const base = balanced(draws);
  const nodesPerGroup = draws.between('amnesia/nodes', 2, 3);
  return {
    ...base,
    name: 'amnesia',
    fleet: {
      ...base.fleet,
      nodesPerGroup,
      replicationFactor: draws.between('amnesia/replicas', 2, nodesPerGroup),
    },
    noise: { ...drawnNoise(draws, 600), batchFailure: never },
    knobs: { ...base.knobs, antiEntropyIntervalMs: 10_000 },
    weights: writingWeights,
    keySpace: draws.between('amnesia/keys', 4, 40),
    operationsPerClient: 35,
    chaosMs: 60_000,
    amnesias: draws.between('amnesia/nodes struck', 1, 2),
    faults: draws.between('amnesia/faults', 0, 2),
    faultKinds: ['slow-link', 'slow-node', 'pause-proxy', 'clock-jump'],
    faultDurationMsMax: 2000,
  };
};

/**
 * Documents of a node rot after clients have replaced them often, through proxies whose clocks are far
 * apart. Most replicas of a shard stay right, and nothing else makes one lack anything.
 */
export const rot: ProfileMaker = (draws) => {
  const base = balanced(draws);
  const replicaGroups = draws.between('rot/groups', 1, 2);
  const nodesPerGroup = replicaGroups === 1 ? draws.between('rot/nodes', 3, 4) : 2;
  return {
    ...base,
    name: 'rot',
    fleet: {
      ...base.fleet,
      proxies: draws.between('rot/proxies', 2, 3),
      replicaGroups,
      nodesPerGroup,
      replicationFactor: replicaGroups === 1 ? 3 : 2,
      shards: draws.pick('rot/shards', [1, 2, 4]),
    },
    noise: noNoise,
    knobs: { ...base.knobs, antiEntropyIntervalMs: 3000 },
    armed: [],
    weights: replacingWeights,
    keySpace: draws.between('rot/keys', 4, 16),
    operationsPerClient: 20,
    chaosMs: 15_000,
    rots: draws.between('rot/times', 1, 2),
    faults: draws.between('rot/faults', 0, 2),
    faultKinds: ['slow-link', 'slow-node', 'clock-jump'],
    faultDurationMsMax: 2000,
  };
};

/** Two to four members in one or two groups, and nodes that may join them. */
function movingFleet(draws: KeyedDraws, usual: FleetPlan): FleetPlan {
  const replicaGroups = draws.between('moving/groups', 1, 2);
  const nodesPerGroup =
    replicaGroups === 1
      ? draws.between('moving/nodes', 2, 4)
      : draws.between('moving/nodes of two', 1, 2);
  return {
    ...usual,
    replicaGroups,
    nodesPerGroup,
    replicationFactor: draws.between('moving/replicas', 1, Math.min(2, nodesPerGroup)),
    shards: draws.pick('moving/shards', [1, 2, 4, 4, 8]),
    spares: draws.between('moving/spares', 1, 3),
  };
}
