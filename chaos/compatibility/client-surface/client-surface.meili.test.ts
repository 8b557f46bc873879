import { type Index, Meilisearch } from 'meilisearch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fleet, startFleet } from '../../../proxy/demo/fleet.ts';
import { type Oracle, startOracle } from '../oracle.ts';
import { bodyBytesMax } from '../requests/broken-payloads.ts';
import { firstClientSteps, lastClientSteps } from './client-steps.ts';
import { indexSteps } from './index-steps.ts';
import { type Clients, outcomeOf } from './step.ts';

const steps = [...firstClientSteps, ...indexSteps, ...lastClientSteps];

/** Methods that are not called, and why. */
const notCalled: Readonly<Record<string, string>> = {
  'Meilisearch.createSnapshot': 'a snapshot of a fleet is of many nodes: it has a test of its own',
  'ChatWorkspace.streamCompletion': 'it would ask a language model',
};

let fleet: Fleet;
let oracle: Oracle;

beforeAll(async () => {
  fleet = await startFleet({ nodes: 3, replicationFactor: 2, shards: 8 });
  oracle = await startOracle(fleet.masterKey, bodyBytesMax);
});

afterAll(async () => {
  await Promise.all([fleet?.stop(), oracle?.stop()]);
});

test('every public method of the official client answers as with one Meilisearch', async () => {
  const [expected, actual] = await Promise.all([
    outcomes(clientsOf(oracle.url)),
    outcomes(clientsOf(fleet.url)),
  ]);
  expect(actual).toEqual(expected);
});

test('no public method is left out', () => {
  const { client, index } = clientsOf('http://127.0.0.1:1');
  const surface = [
    ...methodsOf('Meilisearch', client),
    ...methodsOf('Index', index),
    ...methodsOf('TaskClient', client.tasks),
    ...methodsOf('BatchClient', client.batches),
    ...methodsOf('ChatWorkspace', client.chat('desk')),
  ];
  const called = new Set([...steps.map(({ name }) => name), ...Object.keys(notCalled)]);
  expect(surface.filter((name) => !called.has(name))).toEqual([]);
});

function clientsOf(host: string): Clients {
  const client = new Meilisearch({ host, apiKey: fleet.masterKey });
  const index: Index = client.index('shelf');
  return { client, index };
}

async function outcomes(clients: Clients): Promise<readonly string[]> {
  const all: string[] = [];
  for (const step of steps) all.push(await outcomeOf(step, clients));
  return all;
}

/** Getters are no methods, and need not be called. */
function methodsOf(type: string, on: object): readonly string[] {
  const members = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(on));
  return Object.entries(members)
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name]) => `${type}.${name}`);
}
