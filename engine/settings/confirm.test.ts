import { describe, expect, test } from 'vitest';
import type { EngineContext } from '../context.ts';
import type { ClientTask, TaskEffect } from '../ports/task-store.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { storeTask, testSession, testStore } from '../testing/store.ts';
import { confirmSettings, restoreSettings } from './confirm.ts';
import { type Members, readMembers, writeMembers } from './members.ts';
import { nodeSettings } from './node-settings.ts';
import { applyPatch } from './patch.ts';
import { defaults } from './setting-names.ts';

/** What a node answers that holds the user's `view`. */
function heldBy(view: Members): string {
  return writeMembers(nodeSettings(view, view.keys()));
}

const after = (patch: string): Members => applyPatch(defaults, readMembers(patch));

/** A context whose nodes answer these settings (undefined: nothing). */
function setUp(answers: readonly (string | undefined)[], index = testIndex()) {
  const { ports, calls } = testPorts(
    (node, { method }) => {
      const body = method === 'GET' ? answers[Number(node.at(-1))] : '{"taskUid":1}';
      return body === undefined
        ? { kind: 'failure', failure: 'timeout', message: '' }
        : { kind: 'reply', status: 200, body };
    },
    testStore([index]),
  );
  const time = { monoMs: 0 };
  const clock = { ...ports.clock, monoMs: () => time.monoMs };
  return { context: testContext({ ...ports, clock }, [index]), calls, time };
}

async function enqueue(context: EngineContext, effect: TaskEffect): Promise<ClientTask> {
  return storeTask(context.ports.store, {
    indexUid: 'movies',
    type: 'settingsUpdate',
    // By the clock of another proxy.
    enqueuedAt: '2000-01-01T00:00:00Z',
    details: null,
    error: null,
    effect,
    foregone: null,
  });
}

const settings = (patch: string): TaskEffect => ({ kind: 'settings', patch });

/** What the last look finds that comes `waitedMs` after the first one. */
async function confirm(answers: readonly (string | undefined)[], patch: string, waitedMs = 0) {
  const { context, time } = setUp(answers);
  const task = await enqueue(context, settings(patch));
  const first = await confirmSettings(context, task, patch);
  if (first.kind !== 'waiting') return first;
  time.monoMs = waitedMs;
  return confirmSettings(context, task, patch);
}

describe('settings that all nodes have applied', () => {
  const patch = '{"stopWords":["É"],"pagination":{"maxTotalHits":5},"displayedAttributes":["a"]}';
  const held = heldBy(after(patch));

  test('are confirmed as the user sees them, normalised by the nodes', async () => {
    const normalised = held.replace('"É"', '"E\u0301"');
    const confirmation = await confirm([normalised, normalised, normalised], patch);
    const view = writeMembers(after(patch)).replace('"É"', '"E\u0301"');
    expect(confirmation).toEqual({ kind: 'confirmed', settings: view });
  });

  test.each([
    ['a node does not answer', [held, undefined, held]],
    ['a node’s answer breaks off', [held, held.slice(0, -20), held]],
    ['a node holds something else', [held, held, heldBy(defaults)]],
    ['all nodes hold something else', [heldBy(defaults), heldBy(defaults), heldBy(defaults)]],
    ['a node lost a hidden part', [held, held.replace('"_miroir_seq:asc"', '"words"'), held]],
  ])('are waited for while %s, and given up in the end', async (_situation, answers) => {
    expect(await confirm(answers, patch, 60_000)).toEqual({ kind: 'waiting' });
    expect(await confirm(answers, patch, 60_001)).toMatchObject({
      kind: 'failed',
      error: { code: 'miroir_settings_divergence', type: 'internal', status: 500 },
    });
  });

  test('need only be the same while a later change is on its way', async () => {
    const both = heldBy(applyPatch(after(patch), readMembers('{"displayedAttributes":["b"]}')));
    const { context } = setUp([both, both, both]);
    const task = await enqueue(context, settings(patch));
    await enqueue(context, settings('{"displayedAttributes":["b"]}'));
    const confirmation = await confirmSettings(context, task, patch);
    expect(confirmation).toMatchObject({ kind: 'confirmed' });
  });

  test('may differ as long as the later change has time', async () => {
    const { context, time } = setUp([held, held, heldBy(defaults)]);
    const task = await enqueue(context, settings(patch));
    expect(await confirmSettings(context, task, patch)).toEqual({ kind: 'waiting' });
    time.monoMs = 60_001;
    await enqueue(context, settings('{"stopWords":null}'));
    expect(await confirmSettings(context, task, patch)).toEqual({ kind: 'waiting' });
  });

  test('are taken for granted once the index is being deleted', async () => {
    const { context } = setUp([undefined, undefined, undefined]);
    const task = await enqueue(context, settings(patch));
    await enqueue(context, { kind: 'delete-index' });
    expect(await confirmSettings(context, task, patch)).toEqual({
      kind: 'confirmed',
      settings: writeMembers(after(patch)),
    });
  });
});

describe('restoring settings', () => {
  test('takes back the failed change and keeps the later one', async () => {
    const { context, calls } = setUp([]);
    const failed = await enqueue(context, settings('{"stopWords":["a"],"embedders":{"bad":{}}}'));
    await enqueue(context, settings('{"dictionary":["b"],"embedders":{"good":{"apiKey":"k"}}}'));
    await restoreSettings(context, testSession, { uid: failed.uid, indexUid: 'movies' });
    expect(calls.map(({ node }) => node)).toEqual(['meili-0', 'meili-1', 'meili-2']);
    expect(JSON.parse(calls[0]?.request.body ?? '')).toMatchObject({
      stopWords: [],
      dictionary: ['b'],
      embedders: { bad: null, good: { apiKey: 'k' } },
      filterableAttributes: ['_miroir_shard'],
    });
  });

  test('leaves a secret that is only known masked to the nodes', async () => {
    const embedders = '"embedders":{"e":{"source":"openAi","apiKey":"skXXXX..."}}';
    const known = testIndex();
    const masked = known.settings.replace('"embedders":{}', embedders);
    const { context, calls } = setUp([], { ...known, settings: masked });
    const { uid } = await enqueue(context, settings('{"stopWords":["a"]}'));
    await restoreSettings(context, testSession, { uid, indexUid: 'movies' });
    expect(JSON.parse(calls[0]?.request.body ?? '').embedders).toEqual({ e: { source: 'openAi' } });
  });
});
