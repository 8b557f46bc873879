import { unreachable } from '../../engine/base/assert.ts';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import type { Exchange, FaultEvent } from './record.ts';

/** Interesting states that runs should get into: what no run gets into, no run has tested. */
export const probeNames = [
  'answer_complete_after_second_round',
  'answer_lacks_shards',
  'answer_was_garbled',
  'answer_was_lost',
  'node_failed',
  'node_recovered',
  'node_served_after_deadline',
  'process_crashed',
  'process_paused',
  'read_from_behind_replica',
  'replica_awaits_outcome',
  'replica_missed_write',
  'replica_task_failed',
  'repair_copied_documents',
  'repair_deleted_documents',
  'repair_elected_source',
  'repair_failed',
  'request_was_lost',
  'settings_diverged',
  'store_failed',
  'task_failed',
  'write_degraded',
  'write_interrupted',
  'write_without_quorum',
] as const;

export type ProbeName = (typeof probeNames)[number];

/** How often a run got into each state; those that it did not get into are absent. */
export type ProbeCounts = Partial<Record<ProbeName, number>>;

interface Seen {
  readonly events: readonly TraceEvent[];
  readonly exchanges: readonly Exchange[];
  readonly faults: readonly FaultEvent[];
  /** The texts of answers to clients. */
  readonly answers: readonly string[];
}

/** Counts the interesting states of a run. */
export function countProbes({ events, exchanges, faults, answers }: Seen): ProbeCounts {
  const names = [
    ...events.flatMap(probesOfEvent),
    ...exchanges.flatMap(probesOfExchange),
    ...faults.flatMap(probesOfFault),
    ...answers.flatMap(probesOfAnswer),
  ];
  const counts: ProbeCounts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function probesOfEvent(event: TraceEvent): ProbeName[] {
  switch (event.kind) {
    case 'node-state':
      return [event.to === 'failed' ? 'node_failed' : 'node_recovered'];
    case 'scatter':
      if (event.missingShards > 0) return ['answer_lacks_shards'];
      return event.rounds > 1 ? ['answer_complete_after_second_round'] : [];
    case 'task':
      return event.status === 'failed' ? ['task_failed'] : [];
    case 'degraded':
      return [event.detail.startsWith('groups=') ? 'write_degraded' : 'read_from_behind_replica'];
    case 'replica-behind':
      return [behindProbes[event.reason] ?? 'replica_missed_write'];
    case 'repair':
      return probesOfRepair(event);
    case 'repair-elected':
      return ['repair_elected_source'];
    case 'store-failure':
      return ['store_failed'];
    case 'request':
    case 'node-call':
    case 'session':
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

function probesOfAnswer(text: string): ProbeName[] {
  if (text.includes('"miroir_no_quorum"')) return ['write_without_quorum'];
  if (text.includes('"miroir_write_interrupted"')) return ['write_interrupted'];
  return text.includes('"miroir_settings_divergence"') ? ['settings_diverged'] : [];
}
