import { describe, expect, test } from 'vitest';
import type { NodeId } from '../cluster/topology.ts';
import { callNode } from '../gather/call.ts';
import { featureNames, type FeatureName } from '../ports/features-store.ts';
import { bodyOf, type NodeReply, type NodeRequest } from '../ports/node-client.ts';
import { testConfig } from '../testing/config.ts';
import { testContext } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { ScriptedNode } from '../testing/scripted-node.ts';
import { TestFleet } from '../testing/test-fleet.ts';
import { Features, requireFeature, withFeatures } from './features.ts';

/** A node that has experimental features, too. */
class FeaturedNode extends ScriptedNode {
  held = withFeatures({});
  /** What it answers whoever asks about features; undefined: as it should. */
  status: number | undefined;
  asked = 0;

  override answer(request: NodeRequest): NodeReply {
    if (request.path !== '/experimental-features') return super.answer(request);
    this.asked += 1;
    if (this.status !== undefined) return { kind: 'reply', status: this.status, body: '{}' };
    if (request.method === 'PATCH') this.held = { ...this.held, ...JSON.parse(bodyOf(request)) };
    return { kind: 'reply', status: 200, body: JSON.stringify(this.held) };
  }
}

const path = '/experimental-features';
const checked = testConfig.health.intervalMs + 100;

function featuredFleet() {
  const nodes = new Map<NodeId, FeaturedNode>(
    testConfig.topology.nodes.map(({ id }) => [id, new FeaturedNode()]),
  );
  const held = (name: FeatureName) => [...nodes.values()].map((node) => node.held[name]);
  return { fleet: new TestFleet(nodes), nodes: [...nodes.values()], held };
}

describe('experimental features', () => {
  test('are those of Meilisearch, all off, and nodes are not asked about them', async () => {
    const { fleet, nodes } = featuredFleet();
    const a = await fleet.start('a');
    const { status, body } = await fleet.ask(a, `GET ${path}`);
    expect({ status, names: Object.keys(body) }).toEqual({ status: 200, names: featureNames });
    expect(Object.values(body)).toEqual(featureNames.map(() => false));
    expect((await fleet.ask(a, `PATCH ${path}`, {})).body).toEqual(body);
    await fleet.time.pass(checked);
    expect(nodes.map(({ asked }) => asked)).toEqual([0, 0, 0]);
  });

  test('are on for every proxy and on every node once the answer is there', async () => {
    const { fleet, held } = featuredFleet();
    const [a, b] = [await fleet.start('a'), await fleet.start('b')];
    const answer = await fleet.ask(a, `PATCH ${path}`, { containsFilter: true, network: null });
    expect(answer).toEqual({ status: 200, body: withFeatures({ containsFilter: true }) });
    expect(held('containsFilter')).toEqual([true, true, true]);
    expect((await fleet.ask(b, `GET ${path}`)).body).toEqual(answer.body);
    await fleet.ask(b, `PATCH ${path}`, { containsFilter: false });
    expect(held('containsFilter')).toEqual([false, false, false]);
  });

  test('that are Miroir’s own affair are not told to nodes', async () => {
    const { fleet, nodes } = featuredFleet();
    const a = await fleet.start('a');
    const own = { metrics: true, logsRoute: true, network: true };
    expect((await fleet.ask(a, `PATCH ${path}`, own)).body).toMatchObject(own);
    for (const { held } of nodes) expect(held).toEqual(withFeatures({}));
  });

  test('come back to a node that lost them, with its next check', async () => {
    const { fleet, nodes, held } = featuredFleet();
    const a = await fleet.start('a');
    await fleet.ask(a, `PATCH ${path}`, { multimodal: true });
    for (const node of nodes) node.held = withFeatures({ chatCompletions: true });
    await fleet.time.pass(checked);
    expect(held('multimodal')).toEqual([true, true, true]);
    expect(held('chatCompletions')).toEqual([false, false, false]);
  });

  test('reach a node that did not take them at first', async () => {
    const { fleet, nodes, held } = featuredFleet();
    const a = await fleet.start('a');
    for (const node of nodes.slice(1)) node.status = 500;
    expect((await fleet.ask(a, `PATCH ${path}`, { multimodal: true })).status).toBe(200);
    expect(held('multimodal')).toEqual([true, false, false]);
    for (const node of nodes) node.status = undefined;
    await fleet.time.pass(checked);
    expect(held('multimodal')).toEqual([true, true, true]);
  });

  test('are known to a proxy that starts later, whatever nodes say', async () => {
    const { fleet, nodes, held } = featuredFleet();
    const a = await fleet.start('a');
    await fleet.ask(a, `PATCH ${path}`, { multimodal: true });
    for (const node of nodes) node.held = withFeatures({});
    const later = await fleet.start('later');
    expect((await fleet.ask(later, `GET ${path}`)).body.multimodal).toBe(true);
    await fleet.time.pass(checked);
    expect(held('multimodal')).toEqual([true, true, true]);
  });

  test.each([
    [{ metric: true }, 'Unknown field `metric`: did you mean `metrics`? expected one of `metrics`'],
    [{ metrics: 1 }, 'Invalid value type at `.metrics`: expected a boolean, but found a positive'],
    [[], 'Invalid value type: expected an object, but found an array: `[]`'],
  ])('of a body %j are refused as a whole', async (body, message) => {
    const { fleet, nodes } = featuredFleet();
    const a = await fleet.start('a');
    const answer = await fleet.ask(a, `PATCH ${path}`, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
    expect(answer.body.message).toContain(message);
    expect(nodes.map(({ asked }) => asked)).toEqual([0, 0, 0]);
  });
});

describe('a feature that is needed', () => {
  test('and off is named in Meilisearch’s words', () => {
    const features = new Features();
    const need = () => requireFeature({ features }, 'containsFilter', 'Using x', '\n1:2 x');
    expect(need).toThrow(
      'Using x requires enabling the `contains filter` experimental feature. See https://github.com/orgs/meilisearch/discussions/763\n1:2 x',
    );
    features.replace(withFeatures({ containsFilter: true }));
    expect(need).not.toThrow();
  });

  test.each([
    ['and on is asked of another node', { containsFilter: true }, 'unavailable'],
    ['and off is refused', { multimodal: true }, 'refusal'],
    ['and never changed is refused', undefined, 'refusal'],
  ])('by a node that lacks it %s', async (_what, chosen, kind) => {
    const message = 'x requires enabling the `contains filter` experimental feature.';
    const body = JSON.stringify({ message, code: 'feature_not_enabled' });
    const context = testContext(testPorts(() => ({ kind: 'reply', status: 400, body })).ports);
    if (chosen !== undefined) context.features.replace(withFeatures(chosen));
    const answer = await callNode(context, 'meili-0', { method: 'GET', path: '/x' }, 'search');
    expect(answer.kind).toBe(kind);
  });
});
