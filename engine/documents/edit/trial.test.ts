import { describe, expect, test } from 'vitest';
import { NodeRefusal } from '../../gather/call.ts';
import type { NodeReply } from '../../ports/node-client.ts';
import { testConfig } from '../../testing/config.ts';
import { testContext, testIndex } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { batchesEverywhere } from '../everywhere.ts';
import { tryEverywhere } from './trial.ts';

const enqueued: NodeReply = { kind: 'reply', status: 202, body: '{"taskUid":7}' };
const silent: NodeReply = { kind: 'failure', failure: 'refused', message: 'nobody listens' };

function ended(status: string, error: object | null = null): NodeReply {
  return { kind: 'reply', status: 200, body: JSON.stringify({ uid: 7, status, error }) };
}

/** Tries an edit; every node takes it, and its task answers `outcome` at last. */
function tried(
  outcome: (node: string) => NodeReply,
  take: (node: string) => NodeReply = () => enqueued,
) {
  const looks = new Map<string, number>();
  const { ports } = testPorts((node, { method }) => {
    if (method === 'POST') return take(node);
    looks.set(node, (looks.get(node) ?? 0) + 1);
    return looks.get(node) === 1 ? ended('processing') : outcome(node);
  });
  const config = { ...testConfig, topology: { ...testConfig.topology, replicationFactor: 2 } };
  const index = testIndex();
  const context = testContext(ports, [index], config);
  const batches = batchesEverywhere(context, index, null, () => ({
    method: 'POST',
    path: '/edit',
  }));
  return tryEverywhere(context, 'movies', batches);
}

const clients = {
  message: 'oops',
  code: 'edit_documents_by_function_error',
  type: 'invalid_request',
};
const nodes = { message: 'disk full', code: 'no_space_left_on_device', type: 'system' };

describe('the trial of an edit', () => {
  test('finds nothing if it ends well on every node', async () => {
    expect(await tried(() => ended('succeeded'))).toBeUndefined();
  });

  test('tells the error of a node where it fails', async () => {
    const error = await tried((node) =>
      node === 'meili-1' ? ended('failed', clients) : ended('succeeded'),
    );
    expect(error).toEqual(clients);
  });

  test('does without a replica that fails of itself, but not without a shard', async () => {
    const one = tried((node) => (node === 'meili-1' ? ended('failed', nodes) : ended('succeeded')));
    expect(await one).toBeUndefined();
    await expect(tried(() => ended('failed', nodes))).rejects.toMatchObject({
      code: 'miroir_no_quorum',
    });
  });

  test('does without a node that does not answer', async () => {
    const take = (node: string): NodeReply => (node === 'meili-0' ? silent : enqueued);
    expect(await tried(() => ended('succeeded'), take)).toBeUndefined();
    await expect(
      tried(
        () => ended('succeeded'),
        () => silent,
      ),
    ).rejects.toThrow('Nothing was done');
  });

  test('hands on what nodes refuse', async () => {
    const refusal: NodeReply = {
      kind: 'reply',
      status: 400,
      body: '{"code":"invalid_document_filter"}',
    };
    await expect(
      tried(
        () => ended('succeeded'),
        () => refusal,
      ),
    ).rejects.toBeInstanceOf(NodeRefusal);
  });
});
