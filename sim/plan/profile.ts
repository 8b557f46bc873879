import type { KeyedDraws, Ratio } from '../kernel/keyed-draws.ts';
import { type FaultKind, faultKinds } from './generated-faults.ts';
import type { OperationWeights } from './generated-operations.ts';
import type { ArmedPoint, FleetPlan, KnobPlan, LatencyPlan, NoisePlan } from './plan.ts';

/** What a plan is made from: which faults there are and how often clients do what. */
export interface Profile {
  readonly name: string;
  readonly fleet: FleetPlan;
  readonly latency: LatencyPlan;
  readonly noise: NoisePlan;
  readonly knobs: KnobPlan;
  readonly armed: readonly ArmedPoint[];
  readonly weights: OperationWeights;
  readonly indexes: readonly [string, ...string[]];
  readonly keySpace: number;
  readonly documentsMax: number;
  readonly clients: number;
  readonly operationsPerClient: number;
  readonly chaosMs: number;
  readonly retries: number;
  readonly followedOfTen: number;
  readonly faults: number;
  readonly faultKinds: readonly FaultKind[];
  readonly faultDurationMsMax: number;
  readonly clockOffsetMsMax: number;
  readonly driftMillionthsMax: number;
}

/** A profile for each run, drawn from its seed. */
export type ProfileMaker = (draws: KeyedDraws) => Profile;

const never: Ratio = { numerator: 0, denominator: 1 };

const noNoise: NoisePlan = {
  requestLoss: never,
  answerLoss: never,
  duplication: never,
  wrongStatus: never,
  garbledAnswer: never,
  storeFailureBefore: never,
  storeFailureAfter: never,
  batchFailure: never,
};

const usualWeights: OperationWeights = {
  search: 40,
  pages: 4,
  post: 18,
  put: 7,
  delete: 6,
  deleteByFilter: 3,
  clear: 1,
  getDocument: 8,
  listDocuments: 3,
  stats: 2,
  settings: 2,
  getSettings: 1,
  recreate: 1,
};

const usualKnobs: KnobPlan = {
  healthIntervalMs: 1000,
  healthTimeoutMs: 400,
  unhealthyThreshold: 3,
  recoveryThreshold: 2,
  nodeTimeoutMs: 1500,
  unavailableShardPolicy: 'partial',
  sessionLeaseMs: 4000,
  verifyTimeoutMs: 20_000,
};

/** No faults at all, one client that waits for its tasks: every answer must be a single node's. */
const quiet: ProfileMaker = (draws) => ({
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
  clockOffsetMsMax: 0,
  driftMillionthsMax: 100,
});

/** Some of everything, at rates that let most operations succeed. */
const balanced: ProfileMaker = (draws) => ({
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
  clockOffsetMsMax: 30_000,
  driftMillionthsMax: 500,
});

/** Which faults there are is drawn for each run, and so are the rates: what one hides, another run shows. */
const swarm: ProfileMaker = (draws) => {
  const base = balanced(draws);
  const kinds = faultKinds.filter((kind) => draws.below(`swarm/${kind}`, 2) === 0);
  const knob = (name: string, least: number, most: number): number =>
    draws.between(`swarm/${name}`, least, most);
  return {
    ...base,
    name: 'swarm',
    fleet: {
      ...base.fleet,
      ranking: draws.pick('swarm/ranking', ['meilisearch', 'meilisearch', 'bm25']),
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
    },
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

/** Replicas miss writes often, in fleets that have several of each shard. */
const repair: ProfileMaker = (draws) => {
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

/** The profiles by name. */
export const profiles: Readonly<Record<string, ProfileMaker>> = { quiet, balanced, swarm, repair };

function drawnFleet(draws: KeyedDraws): FleetPlan {
  const nodesPerGroup = draws.between('profile/nodes', 1, 4);
  return {
    proxies: draws.between('profile/proxies', 1, 3),
    replicaGroups: draws.between('profile/groups', 1, 2),
    nodesPerGroup,
    replicationFactor: draws.between('profile/replicas', 1, Math.min(3, nodesPerGroup)),
    shards: draws.pick('profile/shards', [1, 2, 4, 8, 8, 16]),
    ranking: 'meilisearch',
  };
}

/** Each kind of noise is there or not; if it is, about every `rarity`th message is struck. */
function drawnNoise(draws: KeyedDraws, rarity: number): NoisePlan {
  const ratio = (kind: keyof NoisePlan): Ratio =>
    draws.below(`noise/${kind}`, 2) === 0 ? never : { numerator: 1, denominator: rarity };
  return {
    requestLoss: ratio('requestLoss'),
    answerLoss: ratio('answerLoss'),
    duplication: ratio('duplication'),
    wrongStatus: ratio('wrongStatus'),
    garbledAnswer: ratio('garbledAnswer'),
    storeFailureBefore: ratio('storeFailureBefore'),
    storeFailureAfter: ratio('storeFailureAfter'),
    batchFailure: ratio('batchFailure'),
  };
}

/** A quarter of the fault points is armed, and strikes at a quarter of its visits or at a few. */
function drawnPoints(draws: KeyedDraws): readonly ArmedPoint[] {
  const points = [
    'task-registered',
    'write-dispatched',
    'dispatch-recorded',
    'settings-verified',
    'task-settled',
  ];
  return points.flatMap((point): ArmedPoint[] => {
    if (draws.below(`armed/${point}`, 4) > 0) return [];
    return draws.below(`armed/${point}/effect`, 3) === 0
      ? [
          {
            point,
            chance: { numerator: 1, denominator: 25 },
            effect: { kind: 'crash', restartAfterMs: draws.between(`armed/${point}`, 10, 3000) },
          },
        ]
      : [
          {
            point,
            chance: { numerator: 1, denominator: 4 },
            effect: { kind: 'delay', millisecondsMax: draws.between(`armed/${point}`, 1, 2000) },
          },
        ];
  });
}

/** Any operation may be frequent, rare, or not there at all; searches and writes always are. */
function drawnWeights(draws: KeyedDraws): OperationWeights {
  const weight = (kind: keyof OperationWeights): number =>
    draws.pick(`weight/${kind}`, [0, 1, 2, 5, 10]);
  return {
    search: 5 + weight('search'),
    pages: weight('pages'),
    post: 5 + weight('post'),
    put: weight('put'),
    delete: weight('delete'),
    deleteByFilter: weight('deleteByFilter'),
    clear: Math.min(2, weight('clear')),
    getDocument: weight('getDocument'),
    listDocuments: weight('listDocuments'),
    stats: weight('stats'),
    settings: Math.min(5, weight('settings')),
    getSettings: weight('getSettings'),
    recreate: Math.min(2, weight('recreate')),
  };
}
