import { must } from '../../engine/base/assert.ts';
import { inferPrimaryKey } from '../../engine/documents/payload/primary-key.ts';
import { readPayload } from '../../engine/documents/payload/read-payload.ts';
import { findReservedField } from '../../engine/documents/payload/reserved-field.ts';
import { placeDocuments } from '../../engine/documents/placed-documents.ts';
import { markDocuments, writeBatches } from '../../engine/documents/write-batches.ts';
import { shardForKey } from '../../engine/placement/hash.ts';
import type { NodeRequest } from '../../engine/ports/node-client.ts';
import { encodeShard, encodeTime, encodeVersion, markers } from '../../engine/protocol/markers.ts';
import { testConfig } from '../../engine/testing/config.ts';
import { testContext, testIndex } from '../../engine/testing/context.ts';
import { testPorts } from '../../engine/testing/ports.ts';
import { encodeBody } from '../../proxy/upstream/encode-body.ts';
import type { MicroCase } from './case.ts';

const shards = 64;
const nodes = 3;
const task = 123_456;
const wallMs = 1_790_000_000_000;

/**
 * What Miroir does with a payload of 5 MB before it sends anything, and the cost of only parsing and
 * printing the payload. A body is built as the parts that its bytes are written from; `-encoded` has
 * these bytes too (13 MB for three nodes), and `-parsed` is the same work on parsed documents.
 */
export const cases: readonly MicroCase[] = [
  { name: 'split-10k-documents', prepare: prepareWith(splitForNodes) },
  { name: 'split-10k-documents-baseline', prepare: prepareWith(parseAndPrint) },
  { name: 'split-10k-documents-encoded', prepare: prepareWith(splitAndEncode) },
  { name: 'split-10k-documents-parsed', prepare: prepareWith(splitParsed) },
];

type Work = (text: string) => readonly (readonly string[] | Buffer)[];

function prepareWith(work: Work): MicroCase['prepare'] {
  return (size) => {
    const text = payloadText(size === 'tiny' ? 20 : 10_000);
    return () => work(text).reduce((sum, body) => (sum * 31 + checksum(body)) % 2 ** 31, 0);
  };
}

const index = testIndex({ shards });
const context = testContext(testPorts(() => never()).ports, [index], {
  ...testConfig,
  topology: { ...testConfig.topology, shards },
});

function never(): never {
  throw new Error('no node is called');
}

/** One body for each of three nodes; every shard is on two of them. */
function splitForNodes(text: string): (readonly string[])[] {
  const payload = readPayload({ text, contentType: 'json', csvDelimiter: ',' });
  if (findReservedField(payload) !== -1) never();
  const primaryKey = inferPrimaryKey(must(payload.documents[0], 'a document'));
  if (typeof primaryKey !== 'string') throw primaryKey.error;
  const placed = placeDocuments(payload, primaryKey, index);
  if (!placed.ok) throw placed.error;
  const { endings } = markDocuments(placed, new Map(), { task, wallMs });
  const write = { endings, method: 'POST', primaryKey } as const;
  return writeBatches(context, index, placed, write).map(({ request }) => partsOf(request.body));
}

function partsOf(body: NodeRequest['body']): readonly string[] {
  return Array.isArray(body) ? body : never();
}

function splitAndEncode(text: string): Buffer[] {
  return splitForNodes(text).map(encodeBody);
}

function parseAndPrint(text: string): string[][] {
  return [[JSON.stringify(JSON.parse(text))]];
}

/** The same bodies by way of parsed documents, which does not keep numbers as they were written. */
function splitParsed(text: string): string[][] {
  const documents: Record<string, unknown>[] = JSON.parse(text);
  const batches: object[][] = Array.from({ length: nodes }, () => []);
  const updatedAt = encodeTime(wallMs);
  for (const [place, document] of documents.entries()) {
    const shard = shardForKey(String(document['id']), shards);
    const written = encodeVersion(task, place);
    document[markers.shard] = encodeShard(shard);
    document[markers.version] = written;
    document[markers.sequence] = written;
    document[markers.updatedAt] = updatedAt;
    batches[shard % nodes]?.push(document);
    batches[(shard + 1) % nodes]?.push(document);
  }
  return batches.map((batch) => [JSON.stringify(batch)]);
}

function checksum(body: readonly string[] | Buffer): number {
  if (Buffer.isBuffer(body)) return body.length + (body[body.length >> 1] ?? 0);
  let length = 0;
  for (const part of body) length += part.length;
  return length + must(body[body.length >> 1], 'a part').charCodeAt(0);
}

const words =
  'the of and to in for is on that by this with you it not or be are from at as your all have new more an was we will home can us about if page my has search free but our one other do no information time they site he up may what which their news out use any there see only so his when'.split(
    ' ',
  );

function payloadText(documents: number): string {
  let state = 1;
  const draw = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const sentence = (length: number): string =>
    Array.from({ length }, () => words[draw(words.length)]).join(' ');
  const rows = Array.from({ length: documents }, (_, id) => ({
    id,
    title: sentence(5),
    text: draw(8) === 0 ? `"${sentence(78)}"\n${sentence(10)}` : sentence(88),
    tags: [sentence(1), sentence(1)],
    price: draw(100_000) / 100,
  }));
  return JSON.stringify(rows);
}
