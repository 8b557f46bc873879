import type { RunRecord } from '../../sim/trace/record.ts';
import type { Violation } from '../../sim/trace/violation.ts';

/** What a run came to, in numbers that may be added up. */
export interface Tally {
  /** Documents of writes that were acknowledged, without those of the warm-up. */
  readonly documents: number;
  /** Faults that began, and messages that lossy links lost. */
  readonly injected: number;
  /** Moves of shards that came to their end. */
  readonly moves: number;
  /** Documents of acknowledged writes that were not there in the end, or not as they should be. */
  readonly lost: number;
}

/** Nothing happened. */
export const emptyTally: Tally = { documents: 0, injected: 0, moves: 0, lost: 0 };

/** Who does what every client relies on, before anything happens. */
const warmUpClient = 'w';

/** What undoes a fault is none. */
const remedies: ReadonlySet<string> = new Set(['heal', 'mend', 'restart', 'resume', 'lossy-link']);

/** Counts what happened in a run that was found to break promises in these ways. */
export function tallyOf(
  { operations, faults, moves }: Pick<RunRecord, 'operations' | 'faults' | 'moves'>,
  violations: readonly Violation[],
): Tally {
  const documents = operations.reduce((sum, { client, intent, outcome }) => {
    const isAcknowledged = outcome.kind === 'answer' && outcome.status === 202;
    const counts = isAcknowledged && client !== warmUpClient;
    return counts && intent.kind === 'write-documents' ? sum + intent.documents.length : sum;
  }, 0);
  return {
    documents,
    injected: faults.filter(({ kind }) => !remedies.has(kind)).length,
    moves: moves.filter(({ phase }) => phase === 'ended').length,
    lost: violations.filter(({ checker }) => checker === 'acked_write_durable').length,
  };
}

/** Both together. */
export function addTallies(left: Tally, right: Tally): Tally {
  return {
    documents: left.documents + right.documents,
    injected: left.injected + right.injected,
    moves: left.moves + right.moves,
    lost: left.lost + right.lost,
  };
}
