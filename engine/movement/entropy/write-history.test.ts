import { expect, test } from 'vitest';
import { VerifiedFleet } from './testing/verified-fleet.ts';
import { readWriteHistory } from './write-history.ts';

const nodes = ['meili-0', 'meili-1'];

/** The newest task after which a document of shard 0 may be gone from each node; −1: none. */
async function newestDeletions(fleet: VerifiedFleet, tasks = new Set([0])) {
  const question = { indexUid: 'movies', shard: 0, nodes, tasks, isWitness: () => true };
  const history = await readWriteHistory(fleet.context, question);
  return nodes.map((node) => {
    let task = -1;
    while (history.hasDeletedAfter(node, task)) task += 1;
    return task;
  });
}

/** A fleet of which the store remembers one addition. */
async function fleetWithTask(): Promise<VerifiedFleet> {
  const fleet = new VerifiedFleet();
  await fleet.remember('documentAdditionOrUpdate', nodes);
  return fleet;
}

test('a task is known if the store remembers it', async () => {
  const fleet = await fleetWithTask();
  const question = { indexUid: 'movies', shard: 0, nodes, isWitness: () => true };
  const history = await readWriteHistory(fleet.context, { ...question, tasks: new Set([0, 7]) });
  expect([history.isKnown(0), history.isKnown(7)]).toEqual([true, false]);
});

test('deletions count on the nodes that carried them out, for the shards that they were about', async () => {
  const fleet = await fleetWithTask();
  expect(await newestDeletions(fleet)).toEqual([-1, -1]);
  await fleet.remember('documentDeletion', ['meili-1'], { shards: [0, 4] });
  await fleet.remember('documentEdition', ['meili-0']);
  await fleet.remember('documentDeletion', nodes, { shards: [1] });
  await fleet.remember('documentDeletion', nodes, { status: 'failed' });
  await fleet.remember('documentAdditionOrUpdate', nodes);
  expect(await newestDeletions(fleet)).toEqual([2, 1]);
});

test('a task about the index as a whole is about every shard', async () => {
  const fleet = await fleetWithTask();
  await fleet.remember('indexDeletion', nodes, { shards: [] });
  expect(await newestDeletions(fleet)).toEqual([1, 1]);
});

test('many deletions of other shards hide none', async () => {
  const fleet = await fleetWithTask();
  await fleet.remember('documentDeletion', nodes);
  for (let count = 0; count < 100; count += 1) {
    await fleet.remember('documentDeletion', nodes, { shards: [1] });
  }
  expect(await newestDeletions(fleet)).toEqual([1, 1]);
});
