import { describe, expect, test } from 'vitest';
import { limits } from '../../limits.ts';
import type { NodeReply } from '../../ports/node-client.ts';
import { encodeVersion, markers } from '../../protocol/markers.ts';
import { testContext } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { mergedDocuments } from './merged-documents.ts';
import { SliceReader } from './slice-reader.ts';

interface Listing {
  readonly offset: number;
  readonly limit: number;
}

/** A node with these documents, by their places in the order of insertion. */
class ListingNode {
  places: readonly number[];
  readonly listings: Listing[] = [];
  /** Characters of each document. */
  readonly length: number;

  constructor(places: readonly number[], length = 10) {
    this.places = places;
    this.length = length;
  }

  /** As Meilisearch v1.21 does: a sorted list begins one document too early. */
  answer(body: string): NodeReply {
    const { offset, limit }: Listing = JSON.parse(body);
    this.listings.push({ offset, limit });
    const from = Math.max(0, offset - 1);
    const results = this.places.slice(from, from + limit).map((place) => ({
      id: place,
      text: 'x'.repeat(this.length),
      [markers.sequence]: encodeVersion(1, place),
    }));
    return {
      kind: 'reply',
      status: 200,
      body: JSON.stringify({ results, offset, limit, total: this.places.length }),
    };
  }
}

function readersOf(nodes: Readonly<Record<string, ListingNode>>): SliceReader[] {
  const { ports } = testPorts((node, { body = '' }) => {
    const found = nodes[node];
    if (found === undefined) throw new Error(`no node ${node}`);
    return found.answer(body);
  });
  const context = testContext(ports);
  return Object.keys(nodes).map((node) => {
    const slice = { indexUid: 'movies', node, shards: [0], filter: null, hasVectors: false };
    return new SliceReader(context, slice);
  });
}

async function read(nodes: Readonly<Record<string, ListingNode>>): Promise<number[]> {
  const ids: number[] = [];
  for await (const run of mergedDocuments(readersOf(nodes), async () => {})) {
    for (const text of run) {
      expect(text).not.toContain('_miroir');
      ids.push(JSON.parse(text).id);
    }
  }
  return ids;
}

function placesBelow(count: number, isMeant: (place: number) => boolean): number[] {
  return Array.from({ length: count }, (_, place) => place).filter(isMeant);
}

describe('the documents of several nodes', () => {
  test('come once each, in the order of their insertion', async () => {
    const count = 5 * limits.jobPageDocuments;
    const ids = await read({
      'meili-0': new ListingNode(placesBelow(count, (place) => place % 7 < 4)),
      'meili-1': new ListingNode(placesBelow(count, (place) => place % 7 >= 4)),
      'meili-2': new ListingNode([]),
    });
    expect(ids).toEqual(placesBelow(count, () => true));
  });

  test('come in smaller pages if they are long', async () => {
    const node = new ListingNode(
      placesBelow(3000, () => true),
      20_000,
    );
    expect(await read({ 'meili-0': node })).toHaveLength(3000);
    const largest = Math.max(...node.listings.slice(4).map(({ limit }) => limit));
    expect(largest * 20_000).toBeLessThanOrEqual(limits.jobPageCharacters * 2);
  });

  test('are given up if some are gone while they are read', async () => {
    const node = new ListingNode(placesBelow(2500, () => true));
    const run = mergedDocuments(readersOf({ 'meili-0': node }), async () => {});
    await run.next();
    node.places = node.places.slice(5);
    await expect(run.next()).resolves.toMatchObject({ done: false });
    await expect(run.next()).rejects.toMatchObject({ isChange: true });
  });
});
