import type { Micros } from '../../../sim/trace/operation.ts';
import type {
  ClaimEvent,
  Exchange,
  MoveEvent,
  PlacementEvent,
  ShardPlace,
} from '../../../sim/trace/record.ts';
import { ownersOf, placement, shardMarker, testFleet } from './history.ts';

/** The shard that moves: that of document `a`. */
export const movedShard = placement.shardOf('a');
const [stayingOwner = '', arrivingOwner = ''] = ownersOf('a');
/** A replica all the time. */
export const staying = stayingOwner;
/** The node that is given the shard. */
export const arriving = arrivingOwner;
/** The spare, which has the shard at first. */
export const leaving = 'n3';

/** What the record of a run tells about a move. */
export interface MoveStory {
  readonly placements: readonly PlacementEvent[];
  readonly moves: readonly MoveEvent[];
  readonly claims: readonly ClaimEvent[];
  readonly exchanges: readonly Exchange[];
}

/** Where the moved shard is, one version after another: the last is as the fleet was planned. */
export const movedPlaces: readonly ShardPlace[] = [
  place([staying, leaving]),
  place([staying, leaving], [arriving]),
  place([staying, leaving, arriving]),
  place([staying, arriving], [], [leaving]),
  place([staying, arriving]),
];
/** When each of them began, since the start of the story. */
const placeTimes: readonly Micros[] = [0, 30, 80, 90, 120];

const phases: readonly (readonly [Micros, MoveEvent['phase']])[] = [
  [20, 'dual-write'],
  [40, 'copy'],
  [45, 'copy'],
  [50, 'drain'],
  [60, 'delta'],
  [70, 'activate'],
  [130, 'ended'],
];

/** A shard of index `i` moves from the spare to a node of the fleet, as it should. */
export function correctMove(startAt: Micros = 0): MoveStory {
  const by = { proxy: 'p0', session: 7, index: 'i' };
  return {
    placements: movedPlaces.map((moved, version) =>
      placed(startAt + (placeTimes[version] ?? 0), moved, version < 4),
    ),
    moves: phases.map(([after, phase]) => {
      const shards = phase === 'ended' ? [] : [movedShard];
      return { ...by, at: startAt + after, target: arriving, shards, phase };
    }),
    claims: [
      { ...by, at: startAt + 10, change: 'claimed' },
      { ...by, at: startAt + 140, change: 'ended' },
    ],
    exchanges: [deletion(leaving, startAt + 110)],
  };
}

/** Where one shard is. */
export function place(
  replicas: readonly string[],
  incoming: readonly string[] = [],
  outgoing: readonly string[] = [],
): ShardPlace {
  return { replicas: [replicas], incoming, outgoing };
}

/** Index `i` is as the fleet was planned, but that the moved shard is elsewhere. */
export function placed(at: Micros, moved: ShardPlace, hasSpare = true): PlacementEvent {
  const planned = placement.lastVersion('i').shards;
  const shards = planned.map((own, shard) => (shard === movedShard ? moved : own));
  const hosts = [...testFleet.nodes.map(({ id }) => id), ...(hasSpare ? ['n3'] : [])];
  return { at, index: 'i', placement: { version: at, hosts, shards } };
}

/** A proxy deletes whatever a node has of the moved shard. */
export function deletion(node: string, sentAt: Micros): Exchange {
  const filter = `_miroir_shard IN ["${shardMarker(movedShard)}"]`;
  return exchangeWith(node, sentAt, {
    path: '/indexes/i/documents/delete',
    body: JSON.stringify({ filter }),
  });
}

/** A proxy asks something of a node, which answers. */
export function exchangeWith(
  node: string,
  sentAt: Micros,
  change: Partial<Exchange> = {},
): Exchange {
  const times = { sentAt, servedAt: sentAt + 2, endedAt: sentAt + 4 };
  const request = { method: 'POST', path: '/indexes/i/documents', body: '' };
  const answer = { fate: 'answered', status: 202, reply: '{"taskUid":1}' } as const;
  return { proxy: 'p0', node, ...request, ...times, ...answer, ...change };
}
