import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  differingBuckets,
  differingIds,
  DocumentHashes,
  Fingerprint,
  type DocumentVisitor,
} from './fingerprint.ts';
import { bucketCount, bucketOf } from './text-hash.ts';

/** Documents by id: what a replica may store. */
const contents = fc.dictionary(
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }),
  fc.record({ title: fc.string({ maxLength: 20 }), year: fc.integer() }),
  { minKeys: 1, maxKeys: 40 },
);

type Documents = readonly (readonly [string, object])[];

/** Shows `visitor` these documents; the members of odd ones come in another order. */
function show<Visitor extends DocumentVisitor>(visitor: Visitor, documents: Documents): Visitor {
  documents.forEach(([id, fields], at) => {
    const text = JSON.stringify(at % 2 === 0 ? { id, ...fields } : { ...fields, id });
    visitor.visit(id, text);
  });
  return visitor;
}

const printOf = (documents: Documents): Fingerprint => show(new Fingerprint(), documents);

describe('fingerprints', () => {
  test('agree whatever order the documents come in', () => {
    const shuffled = contents.chain((documents) => {
      const entries = Object.entries(documents);
      const all = { minLength: entries.length, maxLength: entries.length };
      return fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, all));
    });
    fc.assert(
      fc.property(shuffled, ([left, right]) => {
        expect(differingBuckets([printOf(left), printOf(right)]).size).toBe(0);
      }),
    );
  });

  test('differ in exactly the bucket of the one document that was changed, added or removed', () => {
    fc.assert(
      fc.property(contents, fc.nat(), fc.boolean(), (documents, choice, isRemoved) => {
        const entries = Object.entries(documents);
        const [id, fields] = entries[choice % entries.length] ?? ['', {}];
        const others = entries.filter(([one]) => one !== id);
        const left = printOf(entries);
        const right = printOf(isRemoved ? others : [...others, [id, { ...fields, added: 1 }]]);
        const expected = new Set([bucketOf(id)]);
        expect(differingBuckets([left, right])).toEqual(expected);
        expect(differingBuckets([right, left])).toEqual(expected);
      }),
    );
  });

  test('tell of any replica that differs, whichever it is', () => {
    const [same, other] = [printOf([['a', {}]]), printOf([['a', { title: 'else' }]])];
    for (const all of [
      [other, same, same],
      [same, other, same],
      [same, same, other],
    ]) {
      expect(differingBuckets(all)).toEqual(new Set([bucketOf('a')]));
    }
  });

  test('tell two swapped contents from the right ones', () => {
    const left = printOf([
      ['a', { title: 'x' }],
      ['b', { title: 'y' }],
    ]);
    const right = printOf([
      ['a', { title: 'y' }],
      ['b', { title: 'x' }],
    ]);
    expect(differingBuckets([left, right])).toEqual(new Set([bucketOf('a'), bucketOf('b')]));
  });

  test('begin anew, and count', () => {
    const print = printOf([['a', {}]]);
    print.restart();
    expect(print.documents).toBe(0);
    show(print, [['b', {}]]);
    expect(print.documents).toBe(1);
    expect(differingBuckets([print, printOf([['b', {}]])]).size).toBe(0);
  });

  test('of one replica or none differ from nothing', () => {
    expect(differingBuckets([]).size).toBe(0);
    expect(differingBuckets([printOf([['a', {}]])]).size).toBe(0);
  });
});

describe('hashes of documents', () => {
  const everything = new Set(Array.from({ length: bucketCount }, (_, bucket) => bucket));

  test('tell which documents differ, are missing, or are too many', () => {
    const of = (documents: Documents): DocumentHashes =>
      show(new DocumentHashes(everything), documents);
    const left = of([
      ['same', {}],
      ['changed', { title: 'x' }],
      ['left', {}],
    ]);
    const right = of([
      ['changed', { title: 'y' }],
      ['right', {}],
      ['same', {}],
    ]);
    expect(differingIds([left, right]).toSorted()).toEqual(['changed', 'left', 'right']);
    expect(differingIds([left, left, right]).toSorted()).toEqual(['changed', 'left', 'right']);
    left.restart();
    expect([...left.ids()]).toEqual([]);
  });

  test('are of the documents of their buckets only', () => {
    const hashes = show(new DocumentHashes(new Set([bucketOf('a')])), [
      ['a', {}],
      ['b', {}],
    ]);
    expect([...hashes.ids()]).toEqual(['a']);
    expect(hashes.hashOf('b')).toBeUndefined();
  });
});
