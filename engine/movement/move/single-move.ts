import type { CancelToken } from '../../base/cancel.ts';
import { must } from '../../base/assert.ts';
import type { EngineContext } from '../../context.ts';
import { countShards } from './shard-count.ts';
import type { MoveRecord } from '../../ports/move-store.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import type { ReplicaRange } from '../repair/replica-page.ts';
import { hasEmbedders } from '../repair/index-repair.ts';
import { activate, compareWithSource, entriesOf } from './activation.ts';
import type { ClaimedIndex } from './index-agenda.ts';
import { advanceMove, type MoveEvent } from './move-state.ts';
import { awaitEarlierWrites, copyPage } from './shard-copy.ts';
import { cleanSource } from './outgoing-shards.ts';
import { withIncoming } from './shard-moves.ts';

/** How often a target is compared again because it missed something meanwhile. */
const comparisonsMax = 5;

/**
 * Carries a move to its end from wherever it is. Each state is saved before it is acted on, so that
 * whoever has the claim next goes on from there. Throws {@link RepairFailure}; what was saved stays.
 */
export async function carryOn(
  context: EngineContext,
  { claim, index }: ClaimedIndex,
  begun: MoveRecord,
  cancel: CancelToken,
): Promise<void> {
  const driver = new MoveDriver(context, claim, begun);
  try {
    if (context.ports.fault.planted('M9') && begun.phase !== 'dual-write') {
      await driver.pretend();
      return;
    }
    await driver.save({ kind: 'interrupted' });
    if (driver.phase === 'dual-write') await driver.writeToBoth();
    if (index.acceptedPrimaryKey === null) await driver.copyNothing();
    while (driver.phase === 'copy') await driver.copy(cancel);
    for (let round = 0; !(await driver.takeOver(cancel)); round += 1) {
      if (round === comparisonsMax)
        throw new RepairFailure('the target misses writes all the time');
    }
  } catch (error) {
    if (!(error instanceof RepairFailure)) throw error;
    throw new RepairFailure(error.message, { target: begun.target, phase: driver.phase });
  }
}

/** One move, as it goes from state to state. */
class MoveDriver {
  readonly #context: EngineContext;
  readonly #claim: RepairClaim;
  #move: MoveRecord;
  #isCopyBegun = false;

  constructor(context: EngineContext, claim: RepairClaim, move: MoveRecord) {
    this.#context = context;
    this.#claim = claim;
    this.#move = move;
  }

  get phase(): MoveRecord['phase'] {
    return this.#move.phase;
  }

  /** Saves the state after an event. */
  async save(event: MoveEvent): Promise<void> {
    const before = this.#move.phase;
    this.#move = advanceMove(this.#move, event);
    const { fault, store } = this.#context.ports;
    if (!(await store.saveMove(this.#claim, this.#move))) throw lostClaim();
    if (before !== this.#move.phase || event.kind === 'interrupted') this.#note(this.#move.phase);
    await fault.at('move-saved');
  }

  /** Has every write from now on go to the target as well. */
  async writeToBoth(): Promise<void> {
    const { target, shards } = this.#move;
    const index = await this.#index();
    const fresh = shards.filter((shard) => {
      return !must(index.placement.shards[shard], 'shard').incoming.includes(target);
    });
    const since = (index.newestTask ?? -1) + 1;
    const outcome = await this.#context.ports.store.changePlacement(this.#claim, {
      expected: index.placement.version,
      shards: fresh.map((shard) => ({
        shard,
        ...withIncoming(must(index.placement.shards[shard], 'shard'), target),
      })),
      marks: fresh.map((shard) => ({
        indexUid: index.uid,
        shard,
        node: target,
        since,
        reason: 'incoming',
      })),
      repaired: [],
    });
    if (outcome !== 'changed') throw new RepairFailure(`the placement is ${outcome}`);
    this.#move = { ...this.#move, since };
    await this.save({ kind: 'dual-writing' });
  }

  /** An index without a primary key has no documents. */
  async copyNothing(): Promise<void> {
    await this.save({ kind: 'page-copied', place: null, copied: 0, bytes: 0 });
  }

  /** Copies the next page. */
  async copy(cancel: CancelToken): Promise<void> {
    const context = this.#context;
    if (cancel.canceled) throw new RepairFailure('the proxy is stopping');
    if (context.cluster.fleet.paused) throw new RepairFailure('moves are paused');
    const ranges = await this.#ranges();
    const { since, place } = this.#move;
    if (!this.#isCopyBegun) {
      this.#isCopyBegun = true;
      await awaitEarlierWrites(context, { source: ranges.source, since }, cancel);
      const documents = await countShards(context, ranges.source);
      this.#move = { ...this.#move, documents };
    }
    const page = await copyPage(context, this.#claim, ranges, place, cancel);
    await this.save({ kind: 'page-copied', ...page });
  }

  /** Compares the target with the source and activates it; false if it has missed a write meanwhile. */
  async takeOver(cancel: CancelToken): Promise<boolean> {
    const context = this.#context;
    if (context.cluster.fleet.paused) throw new RepairFailure('moves are paused');
    await this.save({ kind: 'drained' });
    // What was sent to the target before it answered arrives within this time, or never.
    await context.ports.clock.sleep(context.config.scatter.nodeTimeoutMs, cancel);
    const ranges = await this.#ranges();
    const ledger = await compareWithSource(context, this.#claim, ranges, cancel);
    await context.ports.fault.at('delta-compared');
    await this.save({ kind: 'compared' });
    if (context.ports.fault.planted('M8')) await cleanSource(context, this.#claim, ranges, cancel);
    if (!(await activate(context, this.#claim, this.#move, ledger))) {
      await this.save({ kind: 'interrupted' });
      return false;
    }
    await context.ports.fault.at('shards-activated');
    if (!(await context.ports.store.endMove(this.#claim, this.#move.target))) throw lostClaim();
    this.#note('ended');
    return true;
  }

  /** The planted bug M9: takes over as if everything had been done before. */
  async pretend(): Promise<void> {
    const [context, claim] = [this.#context, this.#claim];
    const { target, shards } = this.#move;
    const compared = await entriesOf(context, claim, { node: target, shards });
    await activate(context, claim, this.#move, compared);
    await context.ports.store.endMove(claim, target);
  }

  async #index(): Promise<ClaimedIndex['index']> {
    await this.#context.shared.refresh();
    const index = this.#context.catalogue.get(this.#claim.indexUid);
    if (index?.accepted !== true) throw new RepairFailure('the index is gone');
    return index;
  }

  async #ranges(): Promise<{ source: ReplicaRange; target: ReplicaRange }> {
    const index = await this.#index();
    const { source, target, shards } = this.#move;
    for (const node of [source, target]) {
      if (!this.#context.cluster.isUp(node)) throw new RepairFailure(`${node} is down`);
      if (this.#context.nodeMemory.isDoubted(node) || !index.placement.hosts.includes(node)) {
        throw new RepairFailure(`${node} is to be prepared`);
      }
    }
    const primaryKey = index.acceptedPrimaryKey ?? '';
    const range = { indexUid: index.uid, primaryKey, shards, hasVectors: hasEmbedders(index) };
    return { source: { ...range, node: source }, target: { ...range, node: target } };
  }

  #note(phase: MoveRecord['phase'] | 'ended'): void {
    const { indexUid: index, source, target, shards, copied } = this.#move;
    const what = { index, source, target, shards, copied };
    this.#context.ports.trace.note({ kind: 'move', ...what, phase });
  }
}

function lostClaim(): RepairFailure {
  return new RepairFailure('another proxy moves the index');
}
