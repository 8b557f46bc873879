import { describe, expect, test } from 'vitest';
import { type Given, keys, read, twoNodes } from './testing/given-configuration.ts';

function refusals(given: Given): readonly string[] {
  const configuration = read(given);
  return configuration.kind === 'refused' ? configuration.refusals : [];
}

describe('a refusal', () => {
  test('lists everything that is wrong at once', () => {
    const file = `
master_keyy: s3cret
replication_factor: 3
replica_groups: 2
shards: 5000
server: { port: "x", prot: 1 }
metrics: 7
nodes:
  - { id: a, address: "http://a:7700" }
  - { id: a, address: "ftp://b", replica_group: 2 }
`;
    const environment = { MIROIR_SERVER__BINDD: 'x', MIROIR_NODE_MASTER_KEY: 'k' };
    const given = {
      file,
      environment,
      arguments: ['--set', 'log.level=loud', '--set', 'nonsense'],
    };
    expect(refusals(given)).toMatchInlineSnapshot(`
      [
        "--set takes a pair such as server.port=7700",
        "miroir.yaml: there is no setting master_keyy; did you mean master_key?",
        "miroir.yaml: there is no setting server.prot; did you mean server.port?",
        "miroir.yaml: metrics is a group of settings (metrics.port), not a value",
        "MIROIR_SERVER__BINDD: there is no setting server.bindd; did you mean MIROIR_SERVER__BIND?",
        "shards is 5000 (miroir.yaml); right would be a whole number from 1 to 4096",
        "server.port is "x" (miroir.yaml); right would be a whole number from 1 to 65535",
        "log.level is "loud" (--set); right would be fatal or error or warn or info or debug or trace or silent",
        "master_key is not set; right would be a key in the variable MIROIR_MASTER_KEY",
        "admin.api_key is not set; right would be a key in the variable MIROIR_ADMIN_API_KEY",
        "nodes: id "a" occurs more than once; right would be another id for each node",
        "nodes: address of a is "ftp://b"; right would be a URL such as http://meili-0:7700, without credentials, path or query",
        "nodes: replica_group of a is 2; right would be a whole number below replica_groups, which is 2",
        "nodes: replica group 0 has 1; right would be at least 3, the replication_factor",
        "nodes: replica group 1 has 0; right would be at least 3, the replication_factor",
      ]
    `);
  });

  test.each<[string, Given, string]>([
    [
      'a missing key',
      { file: twoNodes, environment: { ...keys, MIROIR_MASTER_KEY: '' } },
      'master_key is not set; right would be a key in the variable MIROIR_MASTER_KEY',
    ],
    [
      'a missing admin key',
      { file: twoNodes, environment: { MIROIR_MASTER_KEY: 'a', MIROIR_NODE_MASTER_KEY: 'b' } },
      'admin.api_key is not set; right would be a key in the variable MIROIR_ADMIN_API_KEY',
    ],
    [
      'a number that is none',
      { file: twoNodes, environment: { ...keys, MIROIR_SHARDS: 'many' } },
      'shards is "many" (MIROIR_SHARDS); right would be a whole number from 1 to 4096',
    ],
    [
      'a number out of bounds',
      { file: `${twoNodes}shards: 0` },
      'shards is 0 (miroir.yaml); right would be a whole number from 1 to 4096',
    ],
    [
      'a fraction',
      { file: `${twoNodes}shards: 1.5` },
      'shards is 1.5 (miroir.yaml); right would be a whole number from 1 to 4096',
    ],
    [
      'a policy that is none',
      { file: `${twoNodes}scatter: { unavailable_shard_policy: fallback }` },
      'scatter.unavailable_shard_policy is "fallback" (miroir.yaml); right would be partial or error',
    ],
    [
      'an unknown variable',
      { file: twoNodes, environment: { ...keys, MIROIR_SERVER_PORTS: '1' } },
      'MIROIR_SERVER_PORTS: there is no setting server_ports; did you mean MIROIR_SERVER__PORT?',
    ],
    [
      'an unknown key of a node',
      { file: 'replication_factor: 1\nnodes: [{ id: a, address: "http://a", zone: 1 }]' },
      'nodes[0].zone (miroir.yaml): there is no such key',
    ],
    [
      'a node without an address',
      { file: 'replication_factor: 1\nnodes: [{ id: a }]' },
      'nodes[0].address is not set (miroir.yaml); right would be a URL such as http://meili-0:7700',
    ],
    [
      'no nodes',
      { file: '' },
      'nodes is empty; right would be at least one {id, address, replica_group}',
    ],
    [
      'nodes that are no list',
      { environment: { ...keys, MIROIR_NODES: 'a, b' } },
      'nodes is "a, b" (MIROIR_NODES); right would be a list of {id, address, replica_group}',
    ],
    [
      'two nodes of one address',
      { file: 'nodes: [{ id: a, address: "http://a" }, { id: b, address: "http://a" }]' },
      'nodes: address "http://a" occurs more than once; right would be another address for each node',
    ],
    [
      'a group that is too small',
      { file: `${twoNodes}replication_factor: 3` },
      'nodes: replica group 0 has 2; right would be at least 3, the replication_factor',
    ],
    [
      'two servers on one port',
      { file: `${twoNodes}metrics: { port: 7700 }` },
      'metrics.port is 7700, as server.port is; right would be another port',
    ],
    [
      'a lease that a late renewal would miss',
      { file: `${twoNodes}session: { renew_interval_ms: 1000, lease_ms: 1500 }` },
      'session.lease_ms is 1500; right would be at least twice session.renew_interval_ms, which is 1000',
    ],
    [
      'moves that could lose documents',
      { file: `${twoNodes}movement: { skip_delta_pass: true }\nanti_entropy: { enabled: false }` },
      'movement.skip_delta_pass is true and anti_entropy.enabled is false, so documents that are written while a shard moves could be lost; right would be movement.skip_delta_pass: false or anti_entropy.enabled: true',
    ],
    [
      'a key that is given twice',
      { file: `${twoNodes}shards: 1\nshards: 2` },
      expect.stringMatching(/^miroir\.yaml: Map keys must be unique at line \d+/),
    ],
    [
      'a file that is no mapping',
      { file: '- a\n- b' },
      'miroir.yaml: is not a mapping of keys to values',
    ],
    [
      'a flag nobody knows',
      { file: twoNodes, arguments: ['--prot', '1'] },
      expect.stringContaining('--prot'),
    ],
  ])('names %s, and what would be right', (_, given, refusal) => {
    expect(refusals(given)).toContainEqual(refusal);
    const consequences = given.file === '' || given.environment?.['MIROIR_NODES'] !== undefined;
    if (!consequences) expect(refusals(given)).toHaveLength(1);
  });

  test.each([
    ['in the file', { file: 'master_key: [s3cret]', environment: {} }],
    ['under a wrong name', { file: `${twoNodes}master_keys: s3cret` }],
    ['in a wrong variable', { environment: { ...keys, MIROIR_MASTER_KEYS: 's3cret' } }],
    ['in an address', { file: 'nodes: [{ id: a, address: "http://user:s3cret@a" }]' }],
    [
      'in a repeated address',
      {
        file: 'nodes: [{ id: a, address: "http://:s3cret@a" }, { id: b, address: "http://:s3cret@a" }]',
      },
    ],
    ['in a broken file', { file: 'master_key: "s3cret' }],
  ])('never shows a secret %s', (_, given) => {
    expect(refusals(given).length).toBeGreaterThan(0);
    expect(refusals(given).join('\n')).not.toContain('s3cret');
  });
});
