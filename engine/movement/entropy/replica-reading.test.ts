import { expect, test } from 'vitest';
import type { DocumentVisitor } from './fingerprint.ts';
import { readReplicas } from './replica-reading.ts';
import { stored } from './testing/replica-node.ts';
import { VerifiedFleet } from './testing/verified-fleet.ts';

const rest = { indexUid: 'movies', primaryKey: 'id', shards: [0], hasVectors: false };

class Seen implements DocumentVisitor {
  readonly ids: string[] = [];
  restarts = 0;

  restart(): void {
    this.ids.length = 0;
    this.restarts += 1;
  }

  visit(id: string): void {
    this.ids.push(id);
  }
}

/** Reads two replicas in pages of two; `before` is called before each page of both. */
async function read(fleet: VerifiedFleet, before: (page: number) => void = () => {}) {
  const seen = [new Seen(), new Seen()] as const;
  const [first, second] = seen;
  let page = 0;
  const goOn = async (): Promise<void> => {
    page += 1;
    before(page);
  };
  const readings = [
    { range: { node: 'meili-0', ...rest }, visitor: first },
    { range: { node: 'meili-1', ...rest }, visitor: second },
  ];
  await readReplicas(fleet.context, readings, goOn);
  return seen;
}

function fleetOf(ids: readonly string[], others: readonly string[] = []): VerifiedFleet {
  const fleet = new VerifiedFleet();
  fleet.node('meili-0').store(...ids.map((id) => stored(id, 0)));
  fleet.node('meili-1').store(...others.map((id) => stored(id, 0)));
  return fleet;
}

test('every document of each replica is visited once, however long the other is', async () => {
  const [first, second] = await read(fleetOf(['1', '2', '3', '4', '5'], ['6']));
  expect(first.ids).toEqual(['1', '2', '3', '4', '5']);
  expect(second.ids).toEqual(['6']);
});

test('what is deleted before the place that was reached makes nothing be skipped', async () => {
  const fleet = fleetOf(['1', '2', '3', '4', '5']);
  const [first] = await read(fleet, (page) => {
    if (page === 2) fleet.node('meili-0').documents.delete('1');
  });
  expect(first.ids).toEqual(['1', '2', '3', '4', '5']);
  expect(first.restarts).toBe(0);
});

test('a replica whose last seen document is deleted is read anew, the other goes on', async () => {
  const fleet = fleetOf(['1', '2', '3'], ['1', '2', '3']);
  const [first, second] = await read(fleet, (page) => {
    if (page === 2) fleet.node('meili-0').documents.delete('2');
  });
  expect(first.ids).toEqual(['1', '3']);
  expect(first.restarts).toBe(1);
  expect(second.restarts).toBe(0);
});

test('reading is given up when the last seen document is deleted again and again', async () => {
  const ids = Array.from({ length: 30 }, (_, id) => String(id));
  const fleet = fleetOf(ids);
  const { documents, reads } = fleet.node('meili-0');
  const reading = read(fleet, () => {
    const shown = reads.at(-1);
    const last = [...documents.keys()][(shown?.limit ?? 0) - 1];
    if (last !== undefined) documents.delete(last);
  });
  await expect(reading).rejects.toThrow('too much is deleted meanwhile');
});

test('reading ends as soon as something comes first', async () => {
  const fleet = fleetOf(['1', '2', '3']);
  const reading = read(fleet, (page) => {
    if (page === 2) throw new Error('something comes first');
  });
  await expect(reading).rejects.toThrow('something comes first');
  expect(fleet.node('meili-0').reads).toHaveLength(1);
});
