import type { NodeId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { callNode } from '../gather/call.ts';
import { sendBatches } from '../gather/write.ts';
import { hostsOf, indexPath } from '../indexes/node-requests.ts';
import { must } from '../base/assert.ts';
import type { SessionId } from '../ports/session.ts';
import type { ClientTask, TaskUid } from '../ports/task-store.ts';
import { ApiError } from '../protocol/api-error.ts';
import { committedSettings, runningTasks, settingsAfter } from './accepted-settings.ts';
import { agree, isAsAsked, viewOfNode } from './agreement.ts';
import { storedSettings, withinFeatures } from './feature-settings.ts';
import { type Members, readMembers } from './members.ts';
import { capsOf, type VirtualCaps } from './node-settings.ts';
import { applyPatch } from './patch.ts';
import { settingsRequest, settingsToRestore } from './restore.ts';

/** Whether all nodes hold the settings of a change; `settings` is then the user's view of them. */
export type Confirmation =
  | { readonly kind: 'confirmed'; readonly settings: string | undefined }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly error: ApiError };

/**
 * Reads the settings back from every node once all of them have applied the change `patchText` of
 * `task`. All nodes must hold the same, and what was asked. While a later change is on its way, to
 * be the same is enough. What keeps differing fails after `settings.verifyTimeoutMs` of waiting.
 */
export async function confirmSettings(
  context: EngineContext,
  task: ClientTask,
  patchText: string,
): Promise<Confirmation> {
  const indexUid = must(task.indexUid, 'the index of a settings task');
  const running = await runningTasks(context, indexUid);
  const before = committedSettings(context, indexUid);
  const patch = readMembers(patchText);
  const expected = applyPatch(before, patch);
  const later = running.filter((other) => other.uid > task.uid);
  if (later.some(({ effect }) => effect.kind === 'delete-index')) {
    // The nodes may not have the index any more.
    return { kind: 'confirmed', settings: storedSettings(expected, expected) };
  }
  const laterChanges = later.filter(({ effect }) => effect.kind === 'settings');
  const views = await viewsOfNodes(context, indexUid, expected);
  const agreed = agreedView(views);
  const asAsked = laterChanges.length > 0 || (agreed && isAsAsked(agreed, before, patch));
  if (agreed !== undefined && asAsked) {
    context.settingsPatience.end(indexUid);
    await context.ports.fault.at('settings-verified');
    // What nodes do not show now is as it was told them.
    return { kind: 'confirmed', settings: storedSettings(agreed, expected) };
  }
  const newest = laterChanges.at(-1)?.uid ?? task.uid;
  if (!isOverdue(context, indexUid, newest)) return { kind: 'waiting' };
  context.settingsPatience.end(indexUid);
  return { kind: 'failed', error: divergence(task.indexName ?? indexUid, views) };
}

/** Sends every node the settings of an index as they are without the change of `task`. */
export async function restoreSettings(
  context: EngineContext,
  session: SessionId,
  task: { readonly uid: TaskUid; readonly indexUid: string },
): Promise<void> {
  const { indexUid } = task;
  const running = await runningTasks(context, indexUid);
  await context.shared.refresh();
  const others = running.filter(({ uid }) => uid !== task.uid);
  const before = settingsAfter(committedSettings(context, indexUid), others);
  const target = withinFeatures(context.features, before);
  const patches = running.flatMap(({ effect }) =>
    effect.kind === 'settings' ? [readMembers(effect.patch)] : [],
  );
  const request = settingsRequest(indexUid, settingsToRestore(target, [target, ...patches]));
  const batches = hostsOf(context, indexUid).map((node) => ({ node, shards: [], request }));
  await sendBatches(context, { session, operation: 'settings-undo', batches });
}

/** A node's view: undefined if it does not answer, `undressed` if it lacks what Miroir hides. */
interface NodeView {
  readonly node: NodeId;
  readonly view: Members | 'undressed' | undefined;
}

async function viewsOfNodes(
  context: EngineContext,
  indexUid: string,
  expected: Members,
): Promise<readonly NodeView[]> {
  const request = { method: 'GET', path: `${indexPath(indexUid)}/settings` } as const;
  const caps = capsOf(expected);
  return Promise.all(
    hostsOf(context, indexUid).map(async (node) => {
      const answer = await callNode(context, node, request, 'settings-verify');
      return { node, view: answer.kind === 'answer' ? readView(answer.body, caps) : undefined };
    }),
  );
}

function readView(body: string, caps: VirtualCaps): NodeView['view'] {
  try {
    return viewOfNode(body, caps) ?? 'undressed';
  } catch {
    // Half an answer is as good as none.
    return undefined;
  }
}

/** What all nodes agree on. */
function agreedView(views: readonly NodeView[]): Members | undefined {
  const first = views[0]?.view;
  if (first === undefined || first === 'undressed') return undefined;
  const same = views.every(
    ({ view }) => view !== undefined && view !== 'undressed' && agree(view, first),
  );
  return same ? first : undefined;
}

/** Whether the newest change of an index has had all the time that nodes get. */
function isOverdue(context: EngineContext, indexUid: string, newest: TaskUid): boolean {
  const nowMs = context.ports.clock.monoMs();
  const sinceMs = context.settingsPatience.waitingSinceMs(indexUid, newest, nowMs);
  return nowMs - sinceMs > context.config.settings.verifyTimeoutMs;
}

function divergence(indexName: string, views: readonly NodeView[]): ApiError {
  const silent = views.filter(({ view }) => view === undefined).map(({ node }) => `\`${node}\``);
  const what =
    silent.length > 0
      ? `could not be read back from ${silent.join(', ')}`
      : `are not the same on all of ${views.map(({ node }) => `\`${node}\``).join(', ')}`;
  return new ApiError(
    500,
    'miroir_settings_divergence',
    'internal',
    `The settings of index \`${indexName}\` ${what}. The previous settings were restored.`,
  );
}
