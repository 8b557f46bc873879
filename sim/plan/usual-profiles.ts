import { faultKinds } from './generated-faults.ts';
import type { ProfileMaker } from './profile.ts';
import {
  drawnFleet,
  drawnMovingKnobs,
  drawnMovingPoints,
  drawnNoise,
  drawnPoints,
  drawnWeights,
  never,
  noNoise,
  usualKnobs,
  usualWeights,
} from './profile-parts.ts';

/** No faults at all, one client that waits for its tasks: every answer must be a single node's. */
export const quiet: ProfileMaker = (draws) => ({
  name: 'quiet',
  fleet: drawnFleet(draws),
  latency: { leastMicros: 100, meanMicros: 300, slowTail: never },
  noise: noNoise,
  knobs: usualKnobs,
  armed: [],
  weights: usualWeights,
  indexes: ['books', 'songs'],
  keySpace: draws.between('profile/keys', 5, 60),
  documentsMax: 8,
  clients: 1,
  operationsPerClient: 50,
  chaosMs: 10_000,
  retries: 0,
  followedOfTen: 10,
  faults: 0,
  faultKinds: [],
  faultDurationMsMax: 0,
  changes: 0,
  amnesias: 0,
  rots: 0,
  clockOffsetMsMax: 0,
  driftMillionthsMax: 100,
});

/** Some of everything, at rates that let most operations succeed. */
export const balanced: ProfileMaker = (draws) => ({
  name: 'balanced',
  fleet: drawnFleet(draws),
  latency: {
    leastMicros: 200,
    meanMicros: 1500,
    slowTail: { numerator: 1, denominator: 500 },
  },
  noise: drawnNoise(draws, 300),
  knobs: {
    ...usualKnobs,
    unavailableShardPolicy: draws.pick('profile/policy', ['partial', 'partial', 'error']),
  },
  armed: drawnPoints(draws),
  weights: usualWeights,
  indexes: ['books', 'songs'],
  keySpace: draws.between('profile/keys', 5, 50),
  documentsMax: 6,
  clients: 3,
  operationsPerClient: 25,
  chaosMs: 30_000,
  retries: 1,
  followedOfTen: 6,
  faults: draws.between('profile/faults', 2, 7),
  faultKinds,
  faultDurationMsMax: 5000,
  changes: 0,
  amnesias: 0,
  rots: 0,
  clockOffsetMsMax: 30_000,
  driftMillionthsMax: 500,
});

/** Which faults there are is drawn for each run, and so are the rates: what one hides, another run shows. */
export const swarm: ProfileMaker = (draws) => {
  const base = balanced(draws);
  const kinds = faultKinds.filter((kind) => draws.below(`swarm/${kind}`, 2) === 0);
  const knob = (name: string, least: number, most: number): number =>
    draws.between(`swarm/${name}`, least, most);
  const isChanging = draws.below('swarm/changing', 3) === 0;
  return {
    ...base,
    name: 'swarm',
    fleet: {
      ...base.fleet,
      ranking: draws.pick('swarm/ranking', ['meilisearch', 'meilisearch', 'bm25']),
      ...(isChanging ? { spares: knob('spares', 1, 3) } : {}),
    },
    noise: drawnNoise(draws, knob('noise', 30, 1000)),
    knobs: {
      healthIntervalMs: knob('health interval', 200, 5000),
      healthTimeoutMs: knob('health timeout', 50, 1500),
      unhealthyThreshold: knob('unhealthy', 1, 4),
      recoveryThreshold: knob('recovery', 1, 3),
      nodeTimeoutMs: knob('node timeout', 200, 4000),
      unavailableShardPolicy: base.knobs.unavailableShardPolicy,
      sessionLeaseMs: knob('lease', 1000, 6000),
      verifyTimeoutMs: knob('verify', 2000, 30_000),
      ...(isChanging ? drawnMovingKnobs(draws) : {}),
    },
    armed: isChanging ? [...base.armed, ...drawnMovingPoints(draws)] : base.armed,
    changes: isChanging ? knob('changes', 1, 4) : 0,
    weights: drawnWeights(draws),
    keySpace: knob('keys', 1, 100),
    documentsMax: knob('documents', 1, 20),
    clients: knob('clients', 1, 5),
    operationsPerClient: knob('operations', 10, 50),
    retries: knob('retries', 0, 3),
    followedOfTen: knob('followed', 0, 10),
    faults: kinds.length === 0 ? 0 : knob('faults', 0, 12),
    faultKinds: kinds,
    faultDurationMsMax: knob('duration', 300, 10_000),
  };
};

/** Indexes change names all the time, while everything else goes on and goes wrong. */
export const swap: ProfileMaker = (draws) => {
  const base = balanced(draws);
  return {
    ...base,
    name: 'swap',
    fleet: { ...base.fleet, proxies: draws.between('swap/proxies', 2, 3) },
    weights: {
      ...usualWeights,
      search: 25,
      getDocument: 12,
      swap: draws.between('swap/swaps', 3, 15),
    },
    followedOfTen: draws.pick('swap/followed', [2, 6, 10]),
  };
};

/** Clients cancel and delete tasks all the time, while everything else goes on and goes wrong. */
export const cancel: ProfileMaker = (draws) => {
  const base = draws.below('cancel/base', 2) === 0 ? balanced(draws) : swarm(draws);
  return {
    ...base,
    name: 'cancel',
    fleet: { ...base.fleet, documentMicrosMax: draws.between('cancel/indexing', 5000, 40_000) },
    // What takes nodes a while is a write of all documents.
    keySpace: draws.between('cancel/keys', 60, 150),
    weights: { ...base.weights, cancel: draws.between('cancel/cancels', 5, 20) },
    followedOfTen: draws.pick('cancel/followed', [0, 2, 6]),
  };
};

/** Replicas miss writes often, in fleets that have several of each shard. */
export const repair: ProfileMaker = (draws) => {
  const base = balanced(draws);
  const nodesPerGroup = draws.between('repair/nodes', 2, 4);
  return {
    ...base,
    name: 'repair',
    fleet: {
      ...base.fleet,
      nodesPerGroup,
      replicationFactor: draws.between('repair/replicas', 2, Math.min(3, nodesPerGroup)),
    },
    noise: { ...base.noise, batchFailure: { numerator: 1, denominator: 40 } },
    faults: draws.between('repair/faults', 4, 12),
    faultKinds: [
      'cut-node',
      'cut-one-way',
      'refuse',
      'halves',
      'swizzle',
      'crash-node',
      'crash-proxy',
      'pause-node',
      'pause-proxy',
      'disk-full',
    ],
  };
};
