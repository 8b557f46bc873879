import { formatTime } from '../../base/time.ts';
import type { EngineContext } from '../../context.ts';
import { limits } from '../../limits.ts';
import type { FileText } from '../../ports/archive.ts';
import type { Answer } from '../../protocol/routed-request.ts';
import { beginArchive } from '../begun-archive.ts';
import { awaitEarlierTasks } from '../earlier-tasks.ts';
import { internalFailure, type JobSuccess, type JobWork } from '../job.ts';
import { startJob } from '../run-job.ts';
import { withHeldIndexes } from './held-indexes.ts';
import { type NodeSnapshot, snapshotNodes } from './node-snapshots.ts';

/** The form of `manifest.json`. */
const manifestVersion = 1;

/**
 * `POST /snapshots`: has every node make a snapshot of the same state, and keeps what else is needed to
 * restore the fleet (docs/decisions/0021).
 */
export function createSnapshot(context: EngineContext): Promise<Answer> {
  return startJob(context, {
    type: 'snapshotCreation',
    details: null,
    run: (work) => takeSnapshot(context, work),
  });
}

async function takeSnapshot(context: EngineContext, work: JobWork): Promise<JobSuccess> {
  const { name, draft } = await beginArchive(context, 'snapshot');
  try {
    await awaitEarlierTasks(context, work);
    await withStillFleet(context, work, async () => {
      const nodes = await snapshotNodes(context, work);
      await draft.appendStore('store.db');
      await draft.append('manifest.json', manifest(context, work, nodes));
    });
    await work.goOn();
    await draft.finish();
  } finally {
    await draft.abort();
  }
  const undo = (): Promise<void> => context.ports.archives.remove({ kind: 'snapshot', name });
  return { details: null, undo };
}

/** Does something while nothing is written to any index; anew if an index came to be meanwhile. */
async function withStillFleet(
  context: EngineContext,
  work: JobWork,
  act: () => Promise<void>,
): Promise<void> {
  for (let attempt = 1; attempt <= limits.snapshotAttemptsMax; attempt += 1) {
    await context.shared.refresh();
    const before = uidsOf(context);
    await withHeldIndexes(context, work, before, act);
    await context.shared.refresh();
    if (uidsOf(context).join() === before.join()) return;
  }
  throw internalFailure('Indexes are created and deleted all the time.');
}

function uidsOf({ catalogue }: EngineContext): readonly string[] {
  return catalogue
    .all()
    .map(({ uid }) => uid)
    .toSorted((left, right) => (left < right ? -1 : 1));
}

async function* manifest(
  context: EngineContext,
  { task }: JobWork,
  nodes: readonly NodeSnapshot[],
): FileText {
  const { cluster, catalogue, ports } = context;
  const indexes = catalogue.all().map(({ uid, shards, placementVersion, placement }) => {
    return { uid, shards, placementVersion, placement };
  });
  yield `${JSON.stringify(
    {
      version: manifestVersion,
      createdAt: formatTime(ports.clock.wallMs()),
      task: task.uid,
      fleet: cluster.fleet,
      nodes,
      indexes,
      store: 'store.db',
    },
    null,
    2,
  )}\n`;
}
