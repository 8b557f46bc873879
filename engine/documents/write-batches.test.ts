import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareNumbers } from '../base/order.ts';
import { must } from '../base/assert.ts';
import { bodyOf } from '../ports/node-client.ts';
import { encodeShard, encodeTime, encodeVersion, markers } from '../protocol/markers.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { readPayload } from './payload/read-payload.ts';
import { placeDocuments, type PlacedDocuments } from './placed-documents.ts';
import { withoutMarkers } from './stored-document.ts';
import { markDocuments, writeBatches } from './write-batches.ts';

const { placement } = testIndex();
/** An index of which `meili-0` is being given every other shard, whatever it holds of the rest. */
const index = testIndex({
  placement: {
    ...placement,
    shards: placement.shards.map((before, shard) =>
      shard % 2 === 0
        ? before
        : { ...before, replicas: [['meili-1', 'meili-2']], incoming: ['meili-0'], outgoing: ['x'] },
    ),
  },
});
const ports = testPorts(() => {
  throw new Error('no node is called');
});
const context = testContext(ports.ports, [index]);
const version = { task: 7, wallMs: 1_790_000_000_000 };

function place(text: string): PlacedDocuments {
  const payload = readPayload({ text, contentType: 'json', csvDelimiter: ',' });
  const placed = placeDocuments(payload, 'id', index);
  if (!placed.ok) throw placed.error;
  return placed;
}

/** What each node is sent, as text. */
function bodiesOf(placed: PlacedDocuments, known: ReadonlyMap<string, string>) {
  const { endings } = markDocuments(placed, known, version);
  const write = { endings, method: 'POST', primaryKey: 'id' } as const;
  return writeBatches(context, index, placed, write).map(
    ({ node, shards, request, incoming = false }) => ({
      node,
      shards,
      text: bodyOf(request),
      incoming,
    }),
  );
}

describe('a write', () => {
  test('sends every document, exactly as it came, to the nodes of its shard', () => {
    const members = fc.constantFrom(
      '',
      ',"a":1.10',
      ' , "b" : {"c":[ ]}',
      ',"d":"}\\""',
      ',"e":"é😀"',
    );
    const documents = fc.array(fc.tuple(fc.nat(50), members), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(documents, (rows) => {
        const texts = rows.map(([id, rest]) => `{"id":${id}${rest}}`);
        const placed = place(`[${texts.join(',')}]`);
        const shardMap = context.cluster.shardMap(index);
        for (const { node, shards, text, incoming } of bodiesOf(placed, new Map())) {
          const isOwn = (at: number): boolean => {
            const shard = must(placed.shards[at], 'a shard');
            const given = shardMap.incoming(shard);
            return (incoming ? given : shardMap.replicaNodes(shard)).includes(node);
          };
          const sent = readPayload({ text, contentType: 'json', csvDelimiter: ',' }).documents;
          expect(sent.map(withoutMarkers)).toEqual(texts.filter((_text, at) => isOwn(at)));
          expect(new Set(shards)).toEqual(new Set(placed.shards.filter((_shard, at) => isOwn(at))));
        }
      }),
    );
  });

  test('tells what a node holds from what it is being given, in requests of their own', () => {
    const texts = Array.from({ length: 40 }, (_, id) => `{"id":${id}}`);
    const bodies = bodiesOf(place(`[${texts.join(',')}]`), new Map());
    expect(bodies.map(({ node, incoming }) => `${node} ${incoming}`).toSorted()).toEqual([
      'meili-0 false',
      'meili-0 true',
      'meili-1 false',
      'meili-2 false',
    ]);
    const given = bodies.find(({ incoming }) => incoming);
    expect(given?.shards.toSorted(compareNumbers)).toEqual([1, 3, 5, 7]);
    const held = bodies.find(({ node, incoming }) => node === 'meili-0' && !incoming);
    expect(held?.shards.every((shard) => shard % 2 === 0)).toBe(true);
  });

  test('marks each document with its shard, version, sequence and time', () => {
    const placed = place('[{"id":1},{"id":2},{"id":1}]');
    const known = new Map([['2', encodeVersion(3, 5)]]);
    const sequences = ['1', '2'].map((id) =>
      markDocuments(placed, known, version).sequences.get(id),
    );
    expect(sequences).toEqual([encodeVersion(7, 0), encodeVersion(3, 5)]);
    const [first, second, third] = markDocuments(placed, known, version).endings.map((ending) =>
      JSON.parse(`{"":0${ending}`),
    );
    expect(first).toEqual({
      '': 0,
      [markers.shard]: encodeShard(must(placed.shards[0], 'a shard')),
      [markers.version]: encodeVersion(7, 0),
      [markers.sequence]: encodeVersion(7, 0),
      [markers.updatedAt]: encodeTime(version.wallMs),
    });
    expect(second).toMatchObject({ [markers.sequence]: encodeVersion(3, 5) });
    expect(third).toMatchObject({
      [markers.version]: encodeVersion(7, 2),
      [markers.sequence]: encodeVersion(7, 0),
    });
  });

  test('gives new documents the version of the write as their sequence', () => {
    const { endings, sequences } = markDocuments(place('[{"id":1},{"id":2}]'), new Map(), version);
    expect(JSON.parse(`{"":0${endings[1]}`)).toMatchObject({
      [markers.version]: encodeVersion(7, 1),
      [markers.sequence]: encodeVersion(7, 1),
    });
    expect([sequences.get('2'), sequences.has('2')]).toEqual([encodeVersion(7, 1), true]);
    expect([sequences.get('3'), sequences.has('3')]).toEqual([undefined, false]);
  });
});
