import type { EngineContext } from '../../context.ts';
import { checkFilter, type Filter } from '../../documents/filter.ts';
import { NodeRefusal } from '../../gather/call.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { MalformedRequest } from '../../protocol/api-error.ts';
import { disguiseMarkers } from '../../protocol/hidden-names.ts';
import type { Answer, RoutedRequest } from '../../protocol/routed-request.ts';
import { scrubErrorBody } from '../../protocol/scrub.ts';
import { textWithinFeatures } from '../../settings/feature-settings.ts';
import { maskSecret } from '../../settings/details.ts';
import { writeMembers } from '../../settings/members.ts';
import { awaitEarlierTasks } from '../earlier-tasks.ts';
import { internalFailure, type JobFailure, type JobSuccess, type JobWork } from '../job.ts';
import { portableSettings } from '../portable-settings.ts';
import { readIndex } from '../reading/read-index.ts';
import { startJob } from '../run-job.ts';
import { type ExportedPattern, type ExportOrder, parseExport } from './parse-export.ts';
import { printSize } from './payload-size.ts';
import { RemoteIndex } from './remote-index.ts';

/** What is sent at once unless the client says otherwise, as with Meilisearch. */
const usualPayloadSize = 50n * 1024n * 1024n;

/** `POST /export`: sends indexes with their settings to another server. */
export async function exportIndexes(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const order = parseExport(request);
  const answer = await startJob(context, {
    type: 'export',
    details: detailsOf(order, patternsText(order)),
    run: (work) => carryOut(context, work, order),
  });
  return { ...answer, status: 200 };
}

async function carryOut(
  context: EngineContext,
  work: JobWork,
  order: ExportOrder,
): Promise<JobSuccess> {
  await awaitEarlierTasks(context, work);
  const matched = context.catalogue.allVisible().flatMap(({ uid, name }) => {
    const pattern = patternFor(order, name);
    return pattern === undefined ? [] : [{ uid, name, pattern }];
  });
  if (matched.length > 0) checkUrl(order);
  const exported: [string, string][] = [];
  for (const { uid, name, pattern } of matched) {
    const count = await exportIndex(context, work, order, { uid, name, pattern });
    const { filter, overrideSettings } = pattern;
    const told = { filter, overrideSettings, matched_documents: count };
    exported.push([name, JSON.stringify(told)]);
  }
  return { details: detailsOf(order, writeMembers(exported)) };
}

function patternFor({ patterns }: ExportOrder, name: string): ExportedPattern | undefined {
  for (const [pattern, exported] of patterns) {
    const isPrefix = pattern.endsWith('*');
    if (isPrefix ? name.startsWith(pattern.slice(0, -1)) : name === pattern) return exported;
  }
  return undefined;
}

/** Throws {@link JobFailure} if there is no server to call under the client's URL. */
function checkUrl({ url }: ExportOrder): void {
  if (/^https?:\/\/[^/?#]/i.test(url)) return;
  const reason = 'failed to parse URL: RelativeUrlWithoutBase: relative URL without a base';
  throw internalFailure(`Bad URL: ${reason}`);
}

interface MatchedIndex {
  readonly uid: string;
  readonly name: string;
  readonly pattern: ExportedPattern;
}

/** Sends one index; answers how many documents it had. */
async function exportIndex(
  context: EngineContext,
  work: JobWork,
  order: ExportOrder,
  { uid, name, pattern }: MatchedIndex,
): Promise<number> {
  const remote = new RemoteIndex(context, work, order, name);
  const payloadCharacters = Number(order.payloadSize ?? usualPayloadSize);
  let count = 0;
  let isPrepared = false;
  const filter = filterOf(name, pattern);
  try {
    await readIndex(context, work, { indexUid: uid, filter }, async ({ index, documents }) => {
      const settings = textWithinFeatures(context.features, index.settings);
      if (!isPrepared) await prepare(remote, { ...index, settings }, pattern);
      isPrepared = true;
      // What was written to meanwhile is sent once more, from the beginning.
      count = 0;
      for await (const payload of payloads(documents, payloadCharacters)) {
        await remote.addDocuments(payload);
        count += payload.length;
      }
    });
  } catch (error) {
    if (error instanceof NodeRefusal) throw refusedFilter(name, error);
    throw error;
  }
  return count;
}

async function prepare(
  remote: RemoteIndex,
  { name, primaryKey, settings }: IndexRecord,
  { overrideSettings }: ExportedPattern,
): Promise<void> {
  const isThere = await remote.exists();
  if (isThere && !overrideSettings) return;
  if (isThere) await remote.setPrimaryKey(primaryKey);
  else await remote.create(name, primaryKey);
  await remote.setSettings(portableSettings(settings));
}

/** Gathers documents into payloads of at most this many bytes; a larger one goes alone. */
async function* payloads(
  documents: AsyncIterable<readonly string[]>,
  bytesMax: number,
): AsyncGenerator<readonly string[], void, undefined> {
  let payload: string[] = [];
  let bytes = 0;
  for await (const run of documents) {
    for (const document of run) {
      const size = bytesOf(document) + 1;
      if (payload.length > 0 && bytes + size > bytesMax) {
        yield payload;
        payload = [];
        bytes = 0;
      }
      payload.push(document);
      bytes += size;
    }
  }
  if (payload.length > 0) yield payload;
}

/** The length of a text in UTF-8. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // A pair of surrogates is four bytes: two for each.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

function filterOf(uid: string, { filter }: ExportedPattern): Filter | null {
  if (filter === null) return null;
  try {
    return checkFilter(disguiseMarkers(JSON.stringify(filter)));
  } catch (error) {
    if (!(error instanceof MalformedRequest)) throw error;
    throw internalFailure(`Index \`${uid}\`: ${error.fallback.message}`);
  }
}

function refusedFilter(uid: string, { body, status }: NodeRefusal): JobFailure {
  try {
    const { message }: { message?: unknown } = JSON.parse(scrubErrorBody(body));
    if (typeof message === 'string') return internalFailure(`Index \`${uid}\`: ${message}`);
  } catch {
    // A node that does not say what is wrong.
  }
  return internalFailure(`Index \`${uid}\`: a node answered with status ${status}`);
}

/** What a task tells of an export. Its key is not kept anywhere. */
function detailsOf({ url, apiKey, payloadSize }: ExportOrder, indexes: string): string {
  return writeMembers([
    ['url', JSON.stringify(url)],
    ...(apiKey === null ? [] : [['apiKey', maskSecret(JSON.stringify(apiKey))] as const]),
    ...(payloadSize === null
      ? []
      : [['payloadSize', JSON.stringify(printSize(payloadSize))] as const]),
    ['indexes', indexes],
  ]);
}

function patternsText({ patterns }: ExportOrder): string {
  return writeMembers(
    Array.from(patterns, ([pattern, { filter, overrideSettings }]) => {
      return [pattern, JSON.stringify({ filter, overrideSettings })] as const;
    }),
  );
}
