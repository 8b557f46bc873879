import type { Meilisearch } from 'meilisearch';
import type { generateTenantToken } from 'meilisearch/token';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fleet, startFleet } from '../../proxy/demo/fleet.ts';

interface ClientPackage {
  readonly Meilisearch: new (config: { host: string; apiKey: string }) => Meilisearch;
}

interface TokenPackage {
  readonly generateTenantToken: typeof generateTenantToken;
}

const packages = [
  ['0.53', import.meta.resolve('meilisearch'), import.meta.resolve('meilisearch/token')],
  [
    'latest',
    import.meta.resolve('meilisearch-latest'),
    import.meta.resolve('meilisearch-latest/token'),
  ],
] as const;

let fleet: Fleet;

beforeAll(async () => {
  fleet = await startFleet({ nodes: 2, replicationFactor: 2, shards: 4 });
});

afterAll(async () => {
  await fleet?.stop();
});

describe.for(packages)('the official client, release %s', ([, file, tokenFile]) => {
  const uid = 'notes';
  let official: ClientPackage;
  let tokens: TokenPackage;
  let master: Meilisearch;
  const clientOf = (apiKey: string) => new official.Meilisearch({ host: fleet.url, apiKey });

  beforeAll(async () => {
    official = await import(file);
    tokens = await import(tokenFile);
    master = clientOf(fleet.masterKey);
    await master.index(uid).updateFilterableAttributes(['owner']);
    const notes = [1, 2, 3, 4].map((id) => ({ id, owner: id % 2 }));
    const added = await master.index(uid).addDocuments(notes, { primaryKey: 'id' });
    const ended = await master.tasks.waitForTask(added.taskUid, { timeout: 20_000 });
    expect(ended.status).toBe('succeeded');
  });

  test('lists the keys that a new server has', async () => {
    const { results } = await master.getKeys();
    expect(results.map(({ name }) => name)).toEqual([
      'Default Search API Key',
      'Default Admin API Key',
      'Default Read-Only Admin API Key',
      'Default Chat API Key',
    ]);
  });

  test('makes a key, uses it for what it is for, renames it and deletes it', async () => {
    const indexes = ['no*'];
    const made = await master.createKey({ actions: ['search'], indexes, expiresAt: null });
    const search = clientOf(made.key);
    expect((await search.index(uid).search('')).hits).toHaveLength(4);
    await expect(search.index('other').search('')).rejects.toThrow('The API key cannot acces');
    await expect(search.index(uid).getDocuments()).rejects.toThrow('API key is invalid');
    expect((await master.updateKey(made.uid, { name: 'renamed' })).name).toBe('renamed');
    expect(await master.getKey(made.key)).toMatchObject({ uid: made.uid, name: 'renamed' });
    await master.deleteKey(made.key);
    await expect(search.index(uid).search('')).rejects.toThrow('API key is invalid');
  });

  test('makes tenant tokens, which find what their rules let them find', async () => {
    const { results } = await master.getKeys();
    const [{ key: apiKey, uid: apiKeyUid } = { key: '', uid: '' }] = results;
    const searchRules = { [uid]: { filter: 'owner = 1' } };
    const token = await tokens.generateTenantToken({ apiKey, apiKeyUid, searchRules });
    const tenant = clientOf(token);
    const found = await tenant.index(uid).search('', { filter: 'id < 3' }).catch(String);
    // `id` cannot be filtered by: nothing of the rule is to be seen in the refusal.
    expect(found).toContain('Attribute `id` is not filterable');
    expect(found).not.toContain('owner = 1');
    const { hits } = await tenant.index(uid).search('');
    expect(hits.map(({ owner }) => owner)).toEqual([1, 1]);
    await expect(tenant.index('other').search('')).rejects.toThrow('tenant token cannot acces');
  });
});
