import { documentId, inferPrimaryKey } from '../../engine/documents/payload/primary-key.ts';
import { readPayload } from '../../engine/documents/payload/read-payload.ts';
import {
  hasReservedField,
  joinDocuments,
  spliceMembers,
} from '../../engine/documents/payload/splice.ts';
import { shardForKey } from '../../engine/placement/hash.ts';
import {
  encodeShard,
  encodeTime,
  encodeVersion,
  markerNames,
  markers,
} from '../../engine/protocol/markers.ts';
import type { MicroCase } from './case.ts';

const shards = 64;
const nodes = 3;
const task = 123_456;
const wallMs = 1_790_000_000_000;

/**
 * What Miroir does with a payload of 5 MB before it sends anything (the bodies come to 13 MB), the
 * cost of only parsing and printing the payload, and that of the same work on parsed documents.
 */
export const cases: readonly MicroCase[] = [
  { name: 'split-10k-documents', prepare: prepareWith(splitForNodes) },
  {
    name: 'split-10k-documents-baseline',
    prepare: prepareWith((text) => [JSON.stringify(JSON.parse(text))]),
  },
  { name: 'split-10k-documents-parsed', prepare: prepareWith(splitParsed) },
];

function prepareWith(work: (text: string) => readonly string[]): MicroCase['prepare'] {
  return (size) => {
    const text = payloadText(size === 'tiny' ? 20 : 10_000);
    return () => checksum(work(text));
  };
}

/** The same bodies by way of parsed documents, which does not keep numbers as they were written. */
function splitParsed(text: string): string[] {
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
  return batches.map((batch) => JSON.stringify(batch));
}

/** One body for each of three nodes; every shard is on two of them. */
function splitForNodes(text: string): string[] {
  const { documents } = readPayload({ text, contentType: 'json', csvDelimiter: ',' });
  const primaryKey = inferPrimaryKey(documents[0] ?? '{}');
  if (typeof primaryKey !== 'string') throw primaryKey.error;
  const batches: string[][] = Array.from({ length: nodes }, () => []);
  const updatedAt = encodeTime(wallMs);
  for (const [place, document] of documents.entries()) {
    if (hasReservedField(document, markerNames)) throw new Error('a field is reserved');
    const identity = documentId(document, primaryKey);
    if (!identity.ok) throw identity.error;
    const shard = shardForKey(identity.id, shards);
    const written = encodeVersion(task, place);
    const marked = spliceMembers(
      document,
      `"${markers.shard}":"${encodeShard(shard)}","${markers.version}":"${written}","${markers.sequence}":"${written}","${markers.updatedAt}":"${updatedAt}"`,
    );
    batches[shard % nodes]?.push(marked);
    batches[(shard + 1) % nodes]?.push(marked);
  }
  return batches.map(joinDocuments);
}

// Reading a character makes the engine put the text together, as sending it would.
function checksum(texts: readonly string[]): number {
  let sum = 0;
  for (const text of texts)
    sum = (sum * 31 + text.length + text.charCodeAt(text.length >> 1)) % 2 ** 31;
  return sum;
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
