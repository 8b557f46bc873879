import type { NodeId, ShardId, Topology } from '../../cluster/topology.ts';
import type { MovePhase, MoveRecord } from '../../ports/move-store.ts';
import { awaitedReplicas, type PlacedIndex } from './placed-shards.ts';

/** What the progress of moves is told from. */
export interface MovesSeen {
  readonly topology: Topology;
  readonly indexes: readonly PlacedIndex[];
  /** Whether every index is where the fleet wants it, and nowhere else. */
  readonly isInPlace: boolean;
  readonly moves: readonly MoveRecord[];
  /** Replicas that the running operation had to move; null if none runs. */
  readonly replicasToMove: number | null;
  /** Since that operation began; null if none runs. */
  readonly elapsedMs: number | null;
  readonly paused: boolean;
}

/** Shards of an index on their way to a node, waiting for it, or to be deleted where they were. */
export interface MoveProgress {
  readonly index: string;
  readonly shards: readonly ShardId[];
  /** `pending`: nobody has begun. `clean`: they are to be deleted from their source. */
  readonly state: MovePhase | 'pending' | 'clean';
  readonly percent: number;
  readonly source: NodeId | null;
  readonly destination: NodeId | null;
  readonly documentsCopied: number;
  readonly bytesCopied: number;
  readonly documents: number | null;
}

/** How far the shards are from where they ought to be. */
export interface RebalanceProgress {
  readonly isInProgress: boolean;
  readonly phases: readonly MoveProgress[];
  readonly percent: number;
  /** Of the moves that are under way. */
  readonly documentsCopied: number;
  readonly bytesCopied: number;
  /** Null when it is not known. */
  readonly secondsLeft: number | null;
}

/** Tells how far all shards are from their places. */
export function rebalanceProgress(seen: MovesSeen): RebalanceProgress {
  const { moves } = seen;
  const isInProgress = moves.length > 0 || !seen.isInPlace;
  const phases = [...moves.map(progressOfMove), ...pendingMoves(seen), ...cleanings(seen)];
  const share = isInProgress ? Math.min(0.999, shareDone(seen)) : 1;
  return {
    isInProgress,
    phases,
    percent: percentOf(share),
    documentsCopied: moves.reduce((sum, { copied }) => sum + copied, 0),
    bytesCopied: moves.reduce((sum, { copiedBytes }) => sum + copiedBytes, 0),
    secondsLeft: isInProgress ? secondsLeft(seen, share) : 0,
  };
}

function progressOfMove(move: MoveRecord): MoveProgress {
  return {
    index: move.indexUid,
    shards: move.shards,
    state: move.phase,
    percent: percentOf(shareOfMove(move)),
    source: move.source,
    destination: move.target,
    documentsCopied: move.copied,
    bytesCopied: move.copiedBytes,
    documents: move.documents,
  };
}

/** What nodes ought to be given and no move is about. */
function pendingMoves({ topology, indexes, moves }: MovesSeen): readonly MoveProgress[] {
  return awaitedReplicas(topology, indexes).flatMap(({ index, node, shards }) => {
    const moving = moves.find((move) => move.indexUid === index && move.target === node);
    const waiting = shards.filter((shard) => moving?.shards.includes(shard) !== true);
    if (waiting.length === 0) return [];
    return [{ ...notBegun, index, shards: waiting, state: 'pending', destination: node }];
  });
}

const notBegun = {
  percent: 0,
  source: null,
  destination: null,
  documentsCopied: 0,
  bytesCopied: 0,
  documents: null,
} as const;

/** What is to be deleted where it was. */
function cleanings({ indexes }: MovesSeen): readonly MoveProgress[] {
  return indexes.flatMap(({ uid, placement }) => {
    const left = [...placement.shards.entries()].flatMap(([shard, { outgoing }]) =>
      outgoing.map((node) => ({ node, shard })),
    );
    return [...Map.groupBy(left, ({ node }) => node)].map(([source, parts]) => {
      const shards = parts.map(({ shard }) => shard);
      return { ...notBegun, index: uid, shards, state: 'clean' as const, source };
    });
  });
}

/** The share of replicas that have arrived; those on their way count by their documents. */
function shareDone({ topology, indexes, moves, replicasToMove }: MovesSeen): number {
  const awaited = awaitedReplicas(topology, indexes);
  const left = awaited.reduce((sum, { shards }) => sum + shards.length, 0);
  const total = Math.max(replicasToMove ?? 0, left);
  if (total === 0) return 1;
  const onTheirWay = moves.reduce((sum, move) => {
    const wanted = awaited.find(
      ({ index, node }) => index === move.indexUid && node === move.target,
    );
    const arriving = move.shards.filter((shard) => wanted?.shards.includes(shard) === true);
    return sum + arriving.length * shareOfMove(move);
  }, 0);
  return (total - left + onTheirWay) / total;
}

/** What of a move is done, as far as its documents tell; what follows their copying takes no time to speak of. */
function shareOfMove({ phase, copied, documents }: MoveRecord): number {
  if (phase === 'dual-write') return 0;
  if (phase === 'copy') return documents === 0 ? 0 : Math.min(0.99, copied / documents);
  return 0.99;
}

function secondsLeft({ elapsedMs, paused }: MovesSeen, share: number): number | null {
  if (paused || elapsedMs === null || elapsedMs <= 0 || share <= 0) return null;
  return Math.ceil((elapsedMs * (1 - share)) / share / 1000);
}

/** One digit after the point, and never 100 before everything is done. */
function percentOf(share: number): number {
  return Math.floor(share * 1000) / 10;
}
