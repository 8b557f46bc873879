import type { CancelToken } from '../base/cancel.ts';
import { compareNumbers } from '../base/order.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import { settleFleet } from '../movement/move/fleet-settling.ts';
import { moveIndex } from '../movement/move/index-moves.ts';
import { type RepairOutcome, repairIndex } from '../movement/repair/index-repair.ts';
import { survivingStore } from '../sharing/store-failure.ts';
import { Delays } from './delays.ts';

/**
 * Repairs replicas that are behind and moves shards to where the fleet wants them, for as long as the
 * proxy runs. Several indexes are cared for at the same time, each by one proxy.
 */
export function startCaretaker(context: EngineContext): void {
  const { clock, spawner } = context.ports;
  const { underCare } = context;
  const delays = new Delays();
  const rota = new Rota();
  spawner.spawn('caretaker', async (cancel) => {
    while (!cancel.canceled) {
      await clock.sleep(limits.repairLookMs, cancel);
      if (cancel.canceled) return;
      const waiting = waitingIndexes(context, delays);
      const free = limits.indexesUnderCareMax - underCare.size;
      for (const indexUid of rota.next(waiting, free)) {
        underCare.add(indexUid);
        spawner.spawn(`care of ${indexUid}`, async (ended) => {
          try {
            await careFor(context, indexUid, delays, ended);
          } finally {
            underCare.delete(indexUid);
          }
        });
      }
      await survivingStore(context.ports.trace, () => settleFleet(context), undefined);
    }
  });
}

/** The indexes that may be cared for now, beside those under care. */
function waitingIndexes(
  { catalogue, ledger, ports, underCare }: EngineContext,
  delays: Delays,
): readonly string[] {
  const nowMs = ports.clock.monoMs();
  const known = catalogue.all().map(({ uid }) => uid);
  // What the ledger says of an index that is gone is taken care of, too.
  const all = new Set([...ledger.entries().map(({ indexUid }) => indexUid), ...known]);
  return [...all].filter((uid) => !underCare.has(uid) && delays.isDue(uid, nowMs));
}

/** Who has waited longest comes first, so that no index starves behind busy ones. */
class Rota {
  readonly #turns = new Map<string, number>();
  #turn = 0;

  next(waiting: readonly string[], count: number): readonly string[] {
    const turnOf = (uid: string): number => this.#turns.get(uid) ?? 0;
    const chosen = waiting
      .toSorted((left, right) => compareNumbers(turnOf(left), turnOf(right)))
      .slice(0, Math.max(0, count));
    this.#turn += 1;
    for (const uid of chosen) this.#turns.set(uid, this.#turn);
    return chosen;
  }
}

async function careFor(
  context: EngineContext,
  indexUid: string,
  delays: Delays,
  cancel: CancelToken,
): Promise<void> {
  const { clock, trace } = context.ports;
  const outcomes: RepairOutcome[] = [];
  for (const care of [repairIndex, moveIndex]) {
    if (cancel.canceled) return;
    const attempt = async (): Promise<RepairOutcome> => {
      await context.shared.refresh();
      return care(context, indexUid, cancel);
    };
    outcomes.push(await survivingStore(trace, attempt, 'failed'));
  }
  const isStuck = outcomes.includes('failed') && !outcomes.includes('succeeded');
  if (isStuck) delays.grow(indexUid, clock.monoMs());
  else delays.forget(indexUid);
}
