import { describe, expect, test } from 'vitest';
import { CancelSource } from '../base/cancel.ts';
import type { CallOptions, NodeClient, NodeReply, NodeRequest } from '../ports/node-client.ts';
import { CountedToken } from './counted-token.ts';

/** A client with one node called `a`, and what can happen to that node. */
export interface NodeClientWorld {
  readonly client: NodeClient;
  /** From now on the node takes requests and answers nothing. */
  fallSilent(): void;
  /** The node is gone: nobody listens any more, and connections break. */
  goDown(): Promise<void>;
  /** Waits until a request has left for the node. */
  requestSent(): Promise<void>;
}

/**
 * Does something with the client under test, where that client runs. Its node answers `GET /health`
 * and `POST /indexes` as a Meilisearch does, and 404 without a body to paths that it does not know.
 */
export type WithNodeClient = <Value>(
  act: (world: NodeClientWorld) => Promise<Value>,
) => Promise<Value>;

const health: NodeRequest = { method: 'GET', path: '/health' };

function call(
  { client }: NodeClientWorld,
  request: NodeRequest = health,
  options: Partial<CallOptions> = {},
): Promise<NodeReply> {
  return client.call('a', request, { deadlineMs: 300, ...options });
}

/** What every {@link NodeClient} must do. */
export function describeNodeClient(name: string, within: WithNodeClient): void {
  describe(name, () => {
    test('brings back what the node says, to the letter', async () => {
      const reply = await within((world) => call(world));
      expect(reply).toEqual({ kind: 'reply', status: 200, body: '{"status":"available"}' });
    });

    test('takes any status for a reply', async () => {
      const reply = await within((world) => call(world, { method: 'GET', path: '/nowhere' }));
      expect(reply).toEqual({ kind: 'reply', status: 404, body: '' });
    });

    test('sends a body in parts as one', async () => {
      const body = ['{"uid":', '"movies"', '}'];
      const reply = await within((world) =>
        call(world, { method: 'POST', path: '/indexes', body }),
      );
      expect(reply).toMatchObject({ kind: 'reply', status: 202 });
      expect(JSON.stringify(reply)).toContain(String.raw`\"indexUid\":\"movies\"`);
    });

    test('knows that a node which is down has done nothing', async () => {
      const reply = await within(async (world) => {
        await world.goDown();
        return call(world);
      });
      expect(reply).toMatchObject({ kind: 'failure', failure: 'refused' });
    });

    test('gives up at the deadline', async () => {
      const reply = await within((world) => {
        world.fallSilent();
        return call(world);
      });
      expect(reply).toMatchObject({ kind: 'failure', failure: 'timeout' });
    });

    test('gives up when it is canceled, before or meanwhile', async () => {
      const replies = await within(async (world) => {
        world.fallSilent();
        const cancel = new CancelSource();
        const begun = call(world, health, { cancel, deadlineMs: 60_000 });
        cancel.cancel();
        return [await begun, await call(world, health, { cancel, deadlineMs: 60_000 })];
      });
      for (const reply of replies) expect(reply).toMatchObject({ failure: 'canceled' });
    });

    test('forgets the cancel token of a call that has ended', async () => {
      const left = await within(async (world) => {
        const cancel = new CountedToken();
        await call(world, health, { cancel });
        return cancel.listeners;
      });
      expect(left).toBe(0);
    });

    test('does not know what a node has done that went down while it was asked', async () => {
      const reply = await within(async (world) => {
        world.fallSilent();
        const begun = call(world, health, { deadlineMs: 60_000 });
        await world.requestSent();
        await world.goDown();
        return begun;
      });
      expect(reply).toMatchObject({ kind: 'failure', failure: 'reset' });
    });
  });
}
