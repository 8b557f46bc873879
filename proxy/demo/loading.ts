import { z } from 'zod';
import { type ApiClient, ApiFailure } from './api-client.ts';
import { cities } from './corpus/cities.ts';
import type { Corpus, CorpusDocument, CorpusName } from './corpus/corpus.ts';
import { wordnet } from './corpus/wordnet.ts';

/** The texts that can be loaded, by their names. */
export const corpora: Readonly<Record<CorpusName, Corpus>> = { wordnet, cities };

/** How a text is loaded; both have defaults. */
export interface LoadingOptions {
  /** How many documents; left out: as many as the demonstration shows. */
  readonly count?: number;
  /** Called with the number of documents that are searchable so far. */
  readonly onProgress?: (done: number) => void;
}

/** Large enough for few tasks, small enough that progress is seen. */
const batchDocuments = 2500;
/** Batches sent but not indexed yet: the nodes always have the next one, and the bar stays honest. */
const batchesAheadMax = 3;
const statsSchema = z.object({ numberOfDocuments: z.int() });

/**
 * Creates the index of a corpus, sets it up and fills it, through the public API only; an index
 * that has that many documents already is left alone. An interrupted load is simply repeated:
 * documents with the same ids replace each other. Returns whether it loaded; throws an `ApiFailure`
 * when the server refuses something.
 */
export async function loadCorpus(
  api: ApiClient,
  corpus: Corpus,
  options: LoadingOptions = {},
): Promise<'loaded' | 'already there'> {
  const count = options.count ?? corpus.demoCount;
  const present = await documentCount(api, corpus.name);
  if (present === count) return 'already there';
  if (present === undefined) {
    await api.perform('POST', '/indexes', { uid: corpus.name, primaryKey: corpus.primaryKey });
  }
  await api.perform('PATCH', `/indexes/${corpus.name}/settings`, corpus.settings);
  await sendDocuments(api, corpus, corpus.documents(count), options.onProgress);
  return 'loaded';
}

/** The number of documents in an index, or nothing if there is no such index. */
export async function documentCount(api: ApiClient, uid: string): Promise<number | undefined> {
  const { status, body } = await api.request('GET', `/indexes/${uid}/stats`);
  if (status === 404) return undefined;
  if (status === 200) return statsSchema.parse(body).numberOfDocuments;
  throw new ApiFailure(`GET /indexes/${uid}/stats: ${status} ${JSON.stringify(body)}`);
}

async function sendDocuments(
  api: ApiClient,
  corpus: Corpus,
  documents: readonly CorpusDocument[],
  onProgress: (done: number) => void = () => undefined,
): Promise<void> {
  const waiting: { readonly taskUid: number; readonly done: number }[] = [];
  const settleOldest = async () => {
    const oldest = waiting.shift();
    if (oldest === undefined) return;
    await api.untilSucceeded(oldest.taskUid);
    onProgress(oldest.done);
  };
  for (let start = 0; start < documents.length; start += batchDocuments) {
    const batch = documents.slice(start, start + batchDocuments);
    const taskUid = await api.enqueue('POST', `/indexes/${corpus.name}/documents`, batch);
    waiting.push({ taskUid, done: start + batch.length });
    if (waiting.length > batchesAheadMax) await settleOldest();
  }
  while (waiting.length > 0) await settleOldest();
}
