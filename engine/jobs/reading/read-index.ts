import type { EngineContext } from '../../context.ts';
import type { Filter } from '../../documents/filter.ts';
import { limits } from '../../limits.ts';
import { giveBack, inTurn, until } from '../../movement/repair/index-turn.ts';
import { RepairFailure } from '../../movement/repair/repair-failure.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import { internalFailure, type JobWork } from '../job.ts';
import {
  chooseReading,
  contentOf,
  type IndexContent,
  isAtRest,
  type Reading,
} from './index-reading.ts';
import { ReadingFailure } from './reading-failure.ts';

/** Which documents of which index are read. */
export interface Wanted {
  readonly indexUid: string;
  readonly filter: Filter | null;
}

/**
 * Takes over the content of an index; again from the beginning if it is called again. Whatever the
 * documents reject with must come out of it.
 */
export type Consumer = (content: IndexContent) => Promise<void>;

/**
 * Has `consume` take an index as it is at one moment, every write that was acknowledged before included
 * (docs/decisions/0021). It is read while writes go on, in the hope that none is for this index; if that
 * fails, writes to it wait. False if readers see no such index. Throws `JobFailure` if it cannot be read.
 */
export async function readIndex(
  context: EngineContext,
  work: JobWork,
  wanted: Wanted,
  consume: Consumer,
): Promise<boolean> {
  const { clock } = context.ports;
  const deadlineMs = clock.monoMs() + limits.jobReadingMsMax;
  let changes = 0;
  for (;;) {
    await work.goOn();
    try {
      const isHeld = changes >= limits.jobReadingsUnheld;
      const attempt = isHeld ? readHeld : readUnheld;
      return await attempt(context, work, wanted, consume);
    } catch (error) {
      if (!(error instanceof ReadingFailure)) throw error;
      if (error.isChange) changes += 1;
      else if (clock.monoMs() >= deadlineMs) {
        const { indexUid } = wanted;
        throw internalFailure(`Index \`${indexUid}\` cannot be read: ${withoutNodes(error)}.`);
      }
      await clock.sleep(limits.jobPollMs, work.cancel);
    }
  }
}

/** Nodes are no business of clients. */
function withoutNodes({ message }: ReadingFailure): string {
  return message.replaceAll(/`[^`]*`/g, 'a node');
}

async function readUnheld(
  context: EngineContext,
  work: JobWork,
  { indexUid, filter }: Wanted,
  consume: Consumer,
): Promise<boolean> {
  const found: { reading?: Reading | undefined } = {};
  const isReady = async (): Promise<boolean> => {
    found.reading = await chooseReading(context, indexUid);
    return found.reading === undefined || isAtRest(context, found.reading);
  };
  if (!(await until(context, limits.jobPatienceMs, isReady, work.cancel))) {
    throw new ReadingFailure('the index is written to without a pause', true);
  }
  if (found.reading === undefined) return false;
  await consume(contentOf(context, found.reading, filter, work));
  return true;
}

/** The same while no write to the index is sent: nobody else repairs or moves its shards meanwhile. */
async function readHeld(
  context: EngineContext,
  work: JobWork,
  { indexUid, filter }: Wanted,
  consume: Consumer,
): Promise<boolean> {
  const claim: RepairClaim = { session: work.session, indexUid };
  const { underCare } = context;
  if (underCare.has(indexUid)) throw new ReadingFailure('the index is being repaired');
  underCare.add(indexUid);
  try {
    if ((await context.ports.store.claimRepair(claim, [])) === null) {
      throw new ReadingFailure('another proxy repairs the index');
    }
    return await inTurnOf(context, claim, async (reading) => {
      await consume(contentOf(context, reading, filter, work));
    });
  } finally {
    await giveBack(context, claim, 'claim');
    underCare.delete(indexUid);
  }
}

async function inTurnOf(
  context: EngineContext,
  claim: RepairClaim,
  consume: (reading: Reading) => Promise<void>,
): Promise<boolean> {
  const before = await chooseReading(context, claim.indexUid);
  if (before === undefined) return false;
  const nodes = [...before.assignment.keys()];
  const read = async (): Promise<boolean> => {
    // As of the turn: the writes that it waited for have ended now.
    const reading = await chooseReading(context, claim.indexUid);
    if (reading === undefined) return false;
    if (![...reading.assignment.keys()].every((node) => nodes.includes(node))) {
      throw new ReadingFailure('other replicas have to be read');
    }
    await consume(reading);
    return true;
  };
  try {
    return await inTurn(context, claim, nodes, read, context.config.movement.drainMs);
  } catch (error) {
    if (error instanceof RepairFailure) throw new ReadingFailure(error.message);
    throw error;
  }
}
