import { expect, test } from 'vitest';
import {
  describeNodeClient,
  type NodeClientWorld,
} from '../../engine/testing/node-client-contract.ts';
import { Incarnation } from '../kernel/incarnation.ts';
import { Kernel } from '../kernel/kernel.ts';
import { KeyedDraws } from '../kernel/keyed-draws.ts';
import { runIsolated } from '../kernel/virtual-run.ts';
import { generatePlan } from '../plan/generate.ts';
import { Links } from './links.ts';
import { NodeNetwork } from './node-network.ts';
import { MachineClock } from './simulated-clock.ts';
import { SimulatedNode } from './simulated-node.ts';
import { Weather } from './weather.ts';

/** Over the virtual network, to a simulated node. */
async function within<Value>(act: (world: NodeClientWorld) => Promise<Value>): Promise<Value> {
  const kernel = new Kernel({ high: 0, low: 1 }, { eventsMax: 1000, eventsPerSecondMax: 1000 });
  const values: Value[] = [];
  kernel.schedule(0, 'acts', null, () => {
    act(worldIn(kernel)).then(
      (value) => {
        values.push(value);
        kernel.stop();
      },
      (error: unknown) => kernel.failWith(error),
    );
  });
  const { failure } = await runIsolated(kernel, false);
  for (const value of values) return value;
  throw new Error(JSON.stringify(failure));
}

function worldIn(kernel: Kernel): NodeClientWorld {
  const { latency, noise } = generatePlan('quiet', { high: 0, low: 1 });
  const draws = new KeyedDraws({ high: 0, low: 1 });
  const links = new Links(latency, draws);
  const weather = new Weather(noise, draws);
  const clock = new MachineClock(kernel, { offsetMs: 0, driftMillionths: 0 });
  const node = new SimulatedNode('a', { kernel, draws, weather, clock, ranking: 'meilisearch' });
  const nodes = new Map([['a', node]]);
  const network = new NodeNetwork({ kernel, links, weather, nodes, exchanges: [] });
  links.connect(['p0'], ['a']);
  const client = network.clientOf(new Incarnation('p0', 0), clock);
  client.know([{ id: 'a', address: 'http://a' }]);
  return {
    client,
    fallSilent: () => links.cut(['p0>a'], false),
    requestSent: () => Promise.resolve(),
    goDown: () => {
      network.reset('a');
      node.crash();
      links.mend(['p0>a'], false);
      return Promise.resolve();
    },
  };
}

describeNodeClient('the client of simulated nodes', within);

test.each(['b', 'c'])(
  'who calls a node that is not there, or not known, ends the run',
  async (id) => {
    const called = within(({ client }) => {
      client.know([{ id: 'c', address: 'http://c' }]);
      return client.call(id, { method: 'GET', path: '/health' }, { deadlineMs: 300 });
    });
    await expect(called).rejects.toThrow(/p0 calls (b, which it knows not|c, which is not there)/);
  },
);
