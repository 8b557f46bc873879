import { describe, expect, test } from 'vitest';
import { FleetWorld, nodesOf, reply, topologyOf } from './testing/fleet-world.ts';

const newNode = { id: 'c', address: 'http://c:7700' };

describe('a node that is to join', () => {
  const world = (respond: (node: string, path: string) => ReturnType<typeof reply> | undefined) =>
    new FleetWorld({ topology: topologyOf('a b'), respond });
  const join = (fleet: FleetWorld) => fleet.refusal('POST /_miroir/nodes', newNode);

  test('is asked whether it can, and known from then on only if it does', async () => {
    const fine = world(() => undefined);
    expect((await fine.send('POST /_miroir/nodes', newNode)).status).toBe(202);
    expect(fine.calls).toEqual(['a /version', 'c /health', 'c /version', 'c /indexes?limit=1']);
    const full = world((node, path) =>
      node === 'c' && path.startsWith('/indexes')
        ? reply(200, { results: [], total: 2 })
        : undefined,
    );
    expect(await join(full)).toBe('409 miroir_node_not_empty');
    expect(full.known).toEqual(['a', 'b']);
    expect(full.store.fleet.version).toBe(1);
  });

  test.each<[string, string, ReturnType<typeof reply>, RegExp]>([
    ['is ill', '/health', reply(503, {}), /GET \/health answers 503/],
    ['has another key', '/version', reply(403, {}), /does not take the key of the nodes/],
    ['wants no key of this kind', '/version', reply(401, {}), /does not take the key of the nodes/],
    ['runs another release', '/version', reply(200, { pkgVersion: '1.20.3' }), /1\.20.*1\.21/],
    ['is no Meilisearch', '/version', reply(200, 'hello'), /unknown version/],
    ['lists no indexes', '/indexes?limit=1', reply(200, []), /not answer as a Meilisearch/],
    [
      'does not answer',
      '/health',
      { kind: 'failure', failure: 'refused', message: 'secret address' },
      /cannot be reached there \(refused\)/,
    ],
  ])('is refused if it %s', async (_, failing, answer, reason) => {
    const fleet = world((node, path) => (node === 'c' && path === failing ? answer : undefined));
    const { status, body } = await fleet.send('POST /_miroir/nodes', newNode);
    expect([status, body.code]).toEqual([400, 'miroir_node_unusable']);
    expect(body.message).toMatch(reason);
    expect(body.message).not.toContain('secret');
  });

  test('may be of another patch release', async () => {
    const patched = world((node, path) =>
      node === 'c' && path === '/version' ? reply(200, { pkgVersion: '1.21.7' }) : undefined,
    );
    expect((await patched.send('POST /_miroir/nodes', newNode)).status).toBe(202);
  });

  test('cannot while nobody tells what the fleet runs', async () => {
    const mute = world((node) => (node === 'c' ? undefined : reply(503, {})));
    expect(await join(mute)).toBe('503 miroir_shard_unavailable');
  });

  test('is asked nothing if the wish cannot be granted, or is granted already', async () => {
    const fleet = world(() => undefined);
    const wish = { ...newNode, replica_group: 7 };
    expect(await fleet.refusal('POST /_miroir/nodes', wish)).toMatch(/^400/);
    await fleet.send('POST /_miroir/nodes', { id: 'a', address: 'http://a:7700' });
    expect(fleet.calls).toEqual([]);
  });

  test('is not asked again if it is a member, as one that replaces another may be', async () => {
    const full = reply(200, { results: [], total: 3 });
    const fleet = new FleetWorld({ topology: topologyOf('a b c'), respond: () => full });
    expect((await fleet.send('POST /_miroir/nodes/b/replace', newNode)).status).toBe(202);
    expect(fleet.calls).toEqual([]);
    expect(nodesOf(fleet.store.fleet.topology)).toBe('a:active@0 b:draining@0 c:active@0');
  });

  test('is asked with all others of its group', async () => {
    const fleet = world((node) => (node === 'd' ? reply(500, {}) : undefined));
    const nodes = [newNode, { id: 'd', address: 'http://d:7700' }];
    expect(await fleet.refusal('POST /_miroir/replica_groups', { nodes })).toBe(
      '400 miroir_node_unusable',
    );
    expect(fleet.store.fleet.version).toBe(1);
  });
});
