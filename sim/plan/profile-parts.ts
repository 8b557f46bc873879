import type { KeyedDraws, Ratio } from '../kernel/keyed-draws.ts';
import type { OperationWeights } from './operation-style.ts';
import type { ArmedPoint, FleetPlan, KnobPlan, NoisePlan } from './plan.ts';

/** What does not happen. */
export const never: Ratio = { numerator: 0, denominator: 1 };

/** No message is ever struck. */
export const noNoise: NoisePlan = {
  requestLoss: never,
  answerLoss: never,
  duplication: never,
  wrongStatus: never,
  garbledAnswer: never,
  storeFailureBefore: never,
  storeFailureAfter: never,
  batchFailure: never,
};

/** Clients that mostly search. */
export const usualWeights: OperationWeights = {
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
  swap: 0,
  cancel: 0,
};

/** What engines are usually told. */
export const usualKnobs: KnobPlan = {
  healthIntervalMs: 1000,
  healthTimeoutMs: 400,
  unhealthyThreshold: 3,
  recoveryThreshold: 2,
  nodeTimeoutMs: 1500,
  unavailableShardPolicy: 'partial',
  sessionLeaseMs: 4000,
  verifyTimeoutMs: 20_000,
};

/** How shards move is drawn: in small steps or large ones, slowly or fast, and watched over or not. */
export function drawnMovingKnobs(draws: KeyedDraws): Partial<KnobPlan> {
  const isCompared = draws.below('moving/compared', 2) === 0;
  return {
    copyBatchDocuments: draws.pick('moving/batch', [1, 3, 5, 10]),
    copyDocumentsPerSecond: draws.pick('moving/rate', [10, 50, 500]),
    shardsAtOnce: draws.between('moving/at once', 1, 4),
    drainMs: draws.pick('moving/drain', [1, 500, 3000, 3000]),
    ...(isCompared ? { antiEntropyIntervalMs: 15_000 } : {}),
  };
}

/** A fleet of one to eight nodes, all of them members. */
export function drawnFleet(draws: KeyedDraws): FleetPlan {
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
export function drawnNoise(draws: KeyedDraws, rarity: number): NoisePlan {
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

/** The fault points that every write and every change of settings passes. */
const writingPoints = [
  'task-registered',
  'write-dispatched',
  'dispatch-recorded',
  'settings-verified',
  'task-settled',
] as const;

/** The fault points that changes of the fleet and moves pass. */
const movingPoints = [
  'move-saved',
  'copy-sent',
  'delta-compared',
  'shards-activated',
  'clean-sent',
  'host-prepared',
  'fleet-changed',
] as const;

/** How likely points are armed, and with what. */
interface ArmingOdds {
  /** One of so many points is armed. */
  readonly armedOneOf: number;
  /** One of so many armed points crashes its proxy; the others hold it up. */
  readonly crashOneOf: number;
  readonly restartMsMax: number;
}

const usualOdds: ArmingOdds = { armedOneOf: 4, crashOneOf: 3, restartMsMax: 3000 };

/** Every second point crashes its proxy, often for longer than a session lasts. */
const crashingOdds: ArmingOdds = { armedOneOf: 2, crashOneOf: 1, restartMsMax: 8000 };

/** A quarter of the fault points of writes is armed, and strikes at a quarter of its visits or at a few. */
export function drawnPoints(draws: KeyedDraws): readonly ArmedPoint[] {
  return armedPoints(draws, writingPoints, usualOdds);
}

/** The same for those of moves. */
export function drawnMovingPoints(draws: KeyedDraws): readonly ArmedPoint[] {
  return armedPoints(draws, movingPoints, usualOdds);
}

/** Points of writes and of moves that crash their proxies. */
export function drawnCrashingPoints(draws: KeyedDraws): readonly ArmedPoint[] {
  return armedPoints(draws, [...writingPoints, ...movingPoints], crashingOdds);
}

function armedPoints(
  draws: KeyedDraws,
  points: readonly string[],
  { armedOneOf, crashOneOf, restartMsMax }: ArmingOdds,
): readonly ArmedPoint[] {
  return points.flatMap((point): ArmedPoint[] => {
    const label = `armed/${point}`;
    if (draws.below(label, armedOneOf) > 0) return [];
    if (draws.below(`${label}/effect`, crashOneOf) === 0) {
      const restartAfterMs = draws.between(label, 10, restartMsMax);
      const chance = { numerator: 1, denominator: 25 };
      return [{ point, chance, effect: { kind: 'crash', restartAfterMs } }];
    }
    const millisecondsMax = draws.between(label, 1, 2000);
    const chance = { numerator: 1, denominator: 4 };
    return [{ point, chance, effect: { kind: 'delay', millisecondsMax } }];
  });
}

/** Any operation may be frequent, rare, or not there at all; searches and writes always are. */
export function drawnWeights(draws: KeyedDraws): OperationWeights {
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
    swap: 0,
    cancel: 0,
  };
}
