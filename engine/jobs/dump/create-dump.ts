import { formatTime } from '../../base/time.ts';
import type { EngineContext } from '../../context.ts';
import { networkText } from '../../instance/network.ts';
import type { ArchiveDraft, FileText } from '../../ports/archive.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import type { Answer } from '../../protocol/routed-request.ts';
import { beginArchive } from '../begun-archive.ts';
import { awaitEarlierTasks } from '../earlier-tasks.ts';
import type { JobSuccess, JobWork } from '../job.ts';
import type { IndexContent } from '../reading/index-reading.ts';
import { portableSettings } from '../portable-settings.ts';
import { readIndex } from '../reading/read-index.ts';
import { startJob } from '../run-job.ts';
import { featuresText } from './dump-features.ts';
import { keyLines } from './dump-keys.ts';
import { taskLines } from './dump-tasks.ts';

/** The release of Meilisearch whose dumps these are. */
const dbVersion = '1.21.0';

/** `POST /dumps`: writes everything into one file that a Meilisearch v1.21 imports. */
export function createDump(context: EngineContext): Promise<Answer> {
  return startJob(context, {
    type: 'dumpCreation',
    details: '{"dumpUid":null}',
    run: (work) => writeDump(context, work),
  });
}

async function writeDump(context: EngineContext, work: JobWork): Promise<JobSuccess> {
  const { name, draft } = await beginArchive(context, 'dump');
  try {
    await fillDump(context, work, draft);
    await work.goOn();
    await draft.finish();
  } finally {
    await draft.abort();
  }
  return {
    details: JSON.stringify({ dumpUid: name }),
    undo: () => context.ports.archives.remove({ kind: 'dump', name }),
  };
}

async function fillDump(context: EngineContext, work: JobWork, draft: ArchiveDraft): Promise<void> {
  const dumpDate = formatTime(context.ports.clock.wallMs());
  const metadata = JSON.stringify({ dumpVersion: 'V6', dbVersion, dumpDate });
  await draft.append('metadata.json', whole(metadata));
  await draft.append('keys.jsonl', lines([await keyLines(context)]));
  await draft.append('experimental-features.json', whole(await featuresText(context)));
  await draft.append('network.json', whole(networkText(context.network.record)));
  await awaitEarlierTasks(context, work);
  for (const { uid } of context.catalogue.allVisible()) {
    await readIndex(context, work, { indexUid: uid, filter: null }, async (content) => {
      await appendIndex(draft, content);
    });
  }
  await draft.append('batches/queue.jsonl', lines([]));
  await draft.append('tasks/queue.jsonl', lines(taskLines(context, work)));
}

/** The documents first: if they are not of one moment, nothing of this index is kept. */
async function appendIndex(draft: ArchiveDraft, { index, documents }: IndexContent): Promise<void> {
  const folder = `indexes/${index.name}`;
  await draft.append(`${folder}/documents.jsonl`, lines(documents));
  await draft.append(`${folder}/metadata.json`, whole(metadataOf(index)));
  await draft.append(`${folder}/settings.json`, whole(portableSettings(index.settings)));
}

function metadataOf({ name, primaryKey, createdAt, updatedAt }: IndexRecord): string {
  return JSON.stringify({ uid: name, primaryKey, createdAt, updatedAt });
}

async function* whole(text: string): FileText {
  yield text;
}

async function* lines(
  runs: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): FileText {
  for await (const run of runs) if (run.length > 0) yield `${run.join('\n')}\n`;
}
