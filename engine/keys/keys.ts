import { formatTime, parseTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import type { KeyRecord } from '../ports/key-store.ts';
import { ApiError, invalidRequest } from '../protocol/api-error.ts';
import { type Answer, jsonAnswer, type RoutedRequest } from '../protocol/routed-request.ts';
import { unknownName } from './key-faults.ts';
import { parseKey, parseKeyChange } from './parse-key.ts';
import { randomUuid, readUuid } from './uuid.ts';

/** `GET /keys`: a page of the keys, the newest first. */
export async function listKeys(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const { offset, limit } = pageOf(request);
  const all = context.keys.all();
  const page = all.slice(Number(offset), Number(offset + limit));
  const results = page.map(({ record }) => JSON.stringify(describeKey(context, record)));
  const body = `{"results":[${results.join(',')}],"offset":${offset},"limit":${limit},"total":${all.length}}`;
  return { status: 200, body };
}

/** `GET /keys/{uidOrKey}` */
export async function getKey(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const uid = uidOf(context, request);
  const key = context.keys.byUid(uid);
  if (key === undefined) throw keyNotFound(uid);
  return jsonAnswer(200, describeKey(context, key.record));
}

/** How often another uid is drawn for a new key. */
const drawsMax = 3;

/** `POST /keys` */
export async function createKey(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const { clock, random, store } = context.ports;
  const wallMs = clock.wallMs();
  const draft = parseKey(request, wallMs);
  const now = formatTime(await timeOfNext(context, wallMs));
  const moments = { createdAt: now, updatedAt: now };
  for (let draw = 1; ; draw += 1) {
    const key = { ...draft, uid: draft.uid ?? randomUuid(random), ...moments };
    if (await store.createKey(key)) return jsonAnswer(201, describeKey(context, key));
    if (draft.uid !== undefined || draw === drawsMax) throw keyAlreadyExists(key.uid);
  }
}

/** Later than every key that there is: whoever imports a dump knows the order of keys by their times. */
async function timeOfNext(context: EngineContext, wallMs: number): Promise<number> {
  await context.shared.refresh();
  const [newest] = context.keys.all();
  const newestMs = newest === undefined ? undefined : parseTime(newest.record.createdAt);
  return Math.max(wallMs, Math.floor(newestMs ?? wallMs - 1) + 1);
}

/** `PATCH /keys/{uidOrKey}` */
export async function updateKey(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const change = parseKeyChange(request);
  const uid = uidOf(context, request);
  const updatedAt = formatTime(context.ports.clock.wallMs());
  const key = await context.ports.store.changeKey(uid, { ...change, updatedAt });
  if (key === null) throw keyNotFound(uid);
  return jsonAnswer(200, describeKey(context, key));
}

/** `DELETE /keys/{uidOrKey}` */
export async function deleteKey(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const uid = uidOf(context, request);
  if (!(await context.ports.store.deleteKey(uid))) throw keyNotFound(uid);
  return { status: 204, body: '' };
}

/** The uid of the key that the path names by its uid or by its value; throws if it does neither. */
function uidOf({ keys }: EngineContext, request: RoutedRequest): string {
  const named = request.parameters['key'] ?? '';
  const reading = readUuid(named);
  if ('uid' in reading) return reading.uid;
  const key = keys.byValue(named);
  if (key === undefined) throw keyNotFound(named);
  return key.record.uid;
}

function describeKey({ keys }: EngineContext, record: KeyRecord): unknown {
  const { name, description, uid, actions, indexes, expiresAt, createdAt, updatedAt } = record;
  const key = keys.byUid(uid)?.value ?? keys.valueOf(uid);
  return { name, description, key, uid, actions, indexes, expiresAt, createdAt, updatedAt };
}

const largestCount = 2n ** 64n - 1n;

function pageOf({ query }: RoutedRequest): { readonly offset: bigint; readonly limit: bigint } {
  const page = { offset: 0n, limit: 20n };
  for (const { name, value: text } of query) {
    if (name !== 'offset' && name !== 'limit') {
      throw unknownName('parameter', name, ['offset', 'limit']);
    }
    const count = /^\+?\d+$/.test(text) ? BigInt(text.replace('+', '')) : -1n;
    if (count < 0n || count > largestCount) {
      throw invalidRequest(
        `invalid_api_key_${name}`,
        `Invalid value in parameter \`${name}\`: could not parse \`${text}\` as a positive integer`,
      );
    }
    page[name] = count;
  }
  return page;
}

function keyNotFound(named: string): ApiError {
  const message = `API key \`${named}\` not found.`;
  return new ApiError(404, 'api_key_not_found', 'invalid_request', message);
}

function keyAlreadyExists(uid: string): ApiError {
  return new ApiError(
    409,
    'api_key_already_exists',
    'invalid_request',
    `\`uid\` field value \`${uid}\` is already an existing API key.`,
  );
}
