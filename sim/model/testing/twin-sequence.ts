import fc from 'fast-check';
import type { Agreement, TwinReplies } from './agreement.ts';
import {
  arbitraryRead,
  arbitraryWrite,
  type IndexRequest,
  steadyReads,
  usualSettings,
} from './arbitrary-requests.ts';
import type { TwinNodes } from './twin-nodes.ts';

const writesPerSequence = 8;
const readsPerWrite = 50;

/** Two nodes, and where their answers are counted. */
export interface Comparison {
  readonly twins: TwinNodes;
  readonly agreement: Agreement;
}

/**
 * Sends the writes of one generated sequence one by one, and after each many reads. Every fourth
 * sequence begins without settings.
 */
export async function compareSequence(comparison: Comparison, seed: number): Promise<void> {
  const indexUid = `sequence-${seed}`;
  const writes = fc.sample(arbitraryWrite, { seed, numRuns: writesPerSequence });
  const reads = fc.sample(arbitraryRead, {
    seed,
    numRuns: readsPerWrite * (writesPerSequence + 1),
  });
  const all = seed % 4 === 0 ? writes : [usualSettings, ...writes];
  for (const [place, write] of all.entries()) {
    await compareWrites(comparison, indexUid, [write]);
    const own = reads.slice(place * readsPerWrite, (place + 1) * readsPerWrite);
    await compareReads(comparison, indexUid, [...steadyReads, ...own]);
  }
}

/**
 * Sends several writes while the real node is busy with something else, so that both nodes find them
 * all waiting and batch them as they can.
 */
export async function compareBatches(
  comparison: Comparison,
  seed: number,
  busyDocuments: readonly unknown[],
): Promise<void> {
  const indexUid = `batches-${seed}`;
  const [first, ...others] = fc.sample(arbitraryWrite, { seed, numRuns: 12 });
  await compareWrites(comparison, indexUid, seed % 2 === 0 ? [usualSettings] : []);
  for (const writes of [first === undefined ? [] : [first], others.slice(0, 5), others.slice(5)]) {
    if (writes.length > 1) await comparison.twins.keepRealBusy(busyDocuments);
    const areComparable = await compareWrites(comparison, indexUid, writes);
    if (!areComparable) return;
    await compareReads(comparison, indexUid, steadyReads);
  }
}

/** Answers whether both nodes can have batched the writes in the same way. */
async function compareWrites(
  { twins, agreement }: Comparison,
  indexUid: string,
  writes: readonly IndexRequest[],
): Promise<boolean> {
  let accepted = 0;
  for (const { method, path, body } of writes) {
    const replies = await twins.ask(method, `/indexes/${indexUid}${path}`, body);
    agreement.note('writes', describe(indexUid, { method, path, body }), replies);
    if (replies[0].status === 202) accepted += 1;
  }
  if (accepted === 0) return true;
  // Otherwise the real one has begun with the first of several before the last one came.
  const foundAllWaiting = accepted === 1 || (await twins.isRealBusy());
  await twins.settle();
  if (!foundAllWaiting) return false;
  const tasks = await twins.newestTasks(indexUid, accepted);
  const kind = accepted === 1 ? 'tasks' : 'batches';
  agreement.note(kind, writes.map((write) => describe(indexUid, write)).join('\n'), tasks);
  return true;
}

async function compareReads(
  { twins, agreement }: Comparison,
  indexUid: string,
  reads: readonly (IndexRequest & { readonly kind: string })[],
): Promise<void> {
  await Promise.all(
    reads.map(async (read) => {
      const path = `/indexes/${indexUid}${read.path}`;
      const replies = await twins.ask(read.method, path, read.body);
      agreement.note(read.kind, describe(indexUid, read), replies);
      const total = totalsOf(replies);
      if (total !== undefined) agreement.note('totals', describe(indexUid, read), total);
    }),
  );
}

/** The totals alone, which may agree where hits do not. */
function totalsOf(replies: TwinReplies): TwinReplies | undefined {
  const [real, simulated] = replies.map(({ status, body }) => ({
    status,
    body: /"(?:estimatedTotalHits|totalHits|total)":\d+/.exec(body)?.[0] ?? '',
  }));
  return real === undefined || simulated === undefined || real.body === ''
    ? undefined
    : [real, simulated];
}

function describe(indexUid: string, { method, path, body }: IndexRequest): string {
  return `${method} /indexes/${indexUid}${path} ${JSON.stringify(body) ?? ''}`;
}
