import { unreachable } from '../../engine/base/assert.ts';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import type { Operation } from './operation.ts';
import type { Exchange, FaultEvent, MoveEvent, NameEvent, RunRecord } from './record.ts';

/** Interesting states that runs should get into: what no run gets into, no run has tested. */
export const probeNames = [
  'answer_complete_after_second_round',
  'answer_lacks_shards',
  'answer_was_garbled',
  'answer_was_lost',
  'delta_copied_documents',
  'divergence_repaired',
  'fleet_change_refused',
  'fleet_changed',
  'index_renamed',
  'move_abandoned',
  'move_failed',
  'move_resumed',
  'node_failed',
  'node_lost_tasks',
  'node_recovered',
  'node_served_after_deadline',
  'outgoing_cleaned',
  'process_crashed',
  'process_paused',
  'read_from_behind_replica',
  'repair_copied_documents',
  'repair_deleted_documents',
  'repair_elected_source',
  'repair_failed',
  'replica_awaits_outcome',
  'replica_missed_write',
  'replica_task_failed',
  'replica_verified',
  'request_was_lost',
  'settings_diverged',
  'shards_moved',
  'store_failed',
  'task_canceled',
  'task_failed',
  'write_degraded',
  'write_interrupted',
  'write_without_quorum',
] as const;

export type ProbeName = (typeof probeNames)[number];

/** How often a run got into each state; those that it did not get into are absent. */
export type ProbeCounts = Partial<Record<ProbeName, number>>;

/** Counts the interesting states of a run, by its record and by what the engines said of themselves. */
export function countProbes(
  record: Pick<RunRecord, 'exchanges' | 'faults' | 'moves' | 'names' | 'operations'>,
  events: readonly TraceEvent[],
): ProbeCounts {
  const names = [
    ...events.flatMap(probesOfEvent),
    ...deltaProbes(events),
    ...record.exchanges.flatMap(probesOfExchange),
    ...record.faults.flatMap(probesOfFault),
    ...resumedMoves(record.moves),
    ...renamings(record.names),
    ...record.operations.flatMap(probesOfOperation),
  ];
  const counts: ProbeCounts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** One for each time that an index had another name than before. */
function renamings(events: readonly NameEvent[]): ProbeName[] {
  const known = new Map<string, string>();
  return events.flatMap(({ index, name }): ProbeName[] => {
    const before = known.get(index);
    known.set(index, name);
    return before === undefined || before === name ? [] : ['index_renamed'];
  });
}

function probesOfEvent(event: TraceEvent): ProbeName[] {
  switch (event.kind) {
    case 'node-state':
      return [event.to === 'failed' ? 'node_failed' : 'node_recovered'];
    case 'scatter':
      if (event.missingShards > 0) return ['answer_lacks_shards'];
      return event.rounds > 1 ? ['answer_complete_after_second_round'] : [];
    case 'task':
      if (event.status === 'canceled') return ['task_canceled'];
      return event.status === 'failed' ? ['task_failed'] : [];
    case 'degraded':
      return [event.detail.startsWith('groups=') ? 'write_degraded' : 'read_from_behind_replica'];
    case 'replica-behind':
      return [behindProbes[event.reason] ?? 'replica_missed_write'];
    case 'repair':
      return probesOfRepair(event);
    case 'move':
      return moveProbes[event.phase] ?? [];
    case 'move-failed':
      return ['move_failed'];
    case 'cleaned':
      return ['outgoing_cleaned'];
    case 'amnesia':
      return ['node_lost_tasks'];
    case 'verified':
      return probesOfVerification(event);
    case 'fleet':
      return ['fleet_changed'];
    case 'repair-elected':
      return ['repair_elected_source'];
    case 'store-failure':
      return ['store_failed'];
    case 'request':
    case 'node-call':
    case 'session':
    case 'warning':
    case 'divergence':
    case 'verification-failed':
    case 'job-failed':
    case 'bug':
      return [];
    default:
      return unreachable(event);
  }
}

function probesOfRepair(event: Extract<TraceEvent, { kind: 'repair' }>): ProbeName[] {
  if (event.stage === 'begun') return [];
  const probes: ProbeName[] = event.stage === 'failed' ? ['repair_failed'] : [];
  if (event.copied > 0) probes.push('repair_copied_documents');
  if (event.deleted > 0) probes.push('repair_deleted_documents');
  return probes;
}

function probesOfVerification(event: Extract<TraceEvent, { kind: 'verified' }>): ProbeName[] {
  if (event.replicas.length < 2) return [];
  return event.repaired > 0 ? ['replica_verified', 'divergence_repaired'] : ['replica_verified'];
}

type MoveTrace = Extract<TraceEvent, { kind: 'move' }>;

const moveProbes: Readonly<Partial<Record<MoveTrace['phase'], ProbeName[]>>> = {
  ended: ['shards_moved'],
  abandoned: ['move_abandoned'],
};

/** One for each repair that copied something to the target of a move in its delta pass. */
function deltaProbes(events: readonly TraceEvent[]): ProbeName[] {
  const inDelta = new Set<string>();
  return events.flatMap((event): ProbeName[] => {
    if (event.kind !== 'move' && event.kind !== 'repair') return [];
    const move = `${event.index} ${event.target}`;
    if (event.kind === 'repair') {
      return event.copied > 0 && inDelta.has(move) ? ['delta_copied_documents'] : [];
    }
    if (event.phase === 'delta') inDelta.add(move);
    else inDelta.delete(move);
    return [];
  });
}

/** One for each step of a move that another session had begun. */
function resumedMoves(moves: readonly MoveEvent[]): ProbeName[] {
  const sessions = new Map<string, number>();
  return moves.flatMap(({ index, target, session, phase }): ProbeName[] => {
    const move = `${index} ${target}`;
    const before = sessions.get(move);
    if (phase === 'ended') sessions.delete(move);
    else sessions.set(move, session);
    return before === undefined || before === session ? [] : ['move_resumed'];
  });
}

const behindProbes: Readonly<Record<string, ProbeName>> = {
  'awaiting-outcome': 'replica_awaits_outcome',
  'task-failed': 'replica_task_failed',
  interrupted: 'write_interrupted',
};

const exchangeProbes: Readonly<Partial<Record<Exchange['fate'], ProbeName>>> = {
  'answer-lost': 'answer_was_lost',
  'request-lost': 'request_was_lost',
  garbled: 'answer_was_garbled',
  late: 'node_served_after_deadline',
};

function probesOfExchange({ fate }: Exchange): ProbeName[] {
  const probe = exchangeProbes[fate];
  return probe === undefined ? [] : [probe];
}

function probesOfFault({ kind }: FaultEvent): ProbeName[] {
  if (kind === 'crash') return ['process_crashed'];
  return kind === 'pause' ? ['process_paused'] : [];
}

function probesOfOperation({ intent, outcome }: Operation): ProbeName[] {
  if (outcome.kind === 'lost') return [];
  const { status, body } = outcome;
  if (intent.kind === 'administer') {
    return intent.method !== 'GET' && status >= 400 && status < 500 ? ['fleet_change_refused'] : [];
  }
  if (body.includes('"miroir_no_quorum"')) return ['write_without_quorum'];
  if (body.includes('"miroir_write_interrupted"')) return ['write_interrupted'];
  return body.includes('"miroir_settings_divergence"') ? ['settings_diverged'] : [];
}
