import type { EngineContext } from '../context.ts';
import { acceptIndex } from '../indexes/acceptance.ts';
import { checkIndexUid } from '../indexes/index-uid.ts';
import { everywhere } from '../indexes/node-requests.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { ApiError, indexNotFound, MalformedRequest } from '../protocol/api-error.ts';
import { dryRun } from '../protocol/explain-refusal.ts';
import { checkJsonContentType } from '../protocol/json-content-type.ts';
import type { Handler } from '../protocol/route-table.ts';
import { type Answer, bodyText, type RoutedRequest } from '../protocol/routed-request.ts';
import { nothingToSend, type Submission } from '../tasks/submission.ts';
import { submit } from '../tasks/submit.ts';
import { acceptedSettings } from './accepted-settings.ts';
import { settingsDetails } from './details.ts';
import { type Members, readMembers, writeMembers } from './members.ts';
import { affectedSettings, hiddenSettings, nodeSettings } from './node-settings.ts';
import { applyPatch } from './patch.ts';
import { refuseSettings } from './refused-settings.ts';
import { settingsRequest } from './restore.ts';
import { settingNames } from './setting-names.ts';

/** `PATCH /indexes/{uid}/settings` */
export function updateSettings(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  return update(context, request, (text) => readMembers(text));
}

/** `PUT` or `PATCH /indexes/{uid}/settings/…` for the setting `name`. */
export function updateSetting(name: string): Handler {
  return (context, request) => update(context, request, (text) => new Map([[name, text.trim()]]));
}

/** `DELETE /indexes/{uid}/settings` */
export function resetSettings(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  return reset(context, request, settingNames);
}

/** `DELETE /indexes/{uid}/settings/…` for the setting `name`. */
export function resetSetting(name: string): Handler {
  return (context, request) => reset(context, request, [name]);
}

async function update(
  context: EngineContext,
  request: RoutedRequest,
  read: (text: string) => Members,
): Promise<Answer> {
  checkJsonContentType(request.http.headers);
  // Settings have more rules than Miroir needs to know, and are written seldom: a node judges them.
  const verdict = await dryRun(context, request);
  if (verdict.kind === 'refused') return verdict.answer;
  const uid = checkIndexUid(request.parameters['uid'] ?? '');
  const patch = readPatch(bodyText(request), read);
  return submit(context, uid, (known) => {
    const index = acceptIndex(context, uid, known);
    const mayChange = index.accepted || request.caller.mayCreate(uid);
    return mayChange ? change(context, index, patch) : changeOfNothing(index.uid, uid, patch);
  });
}

async function reset(
  context: EngineContext,
  request: RoutedRequest,
  names: readonly string[],
): Promise<Answer> {
  const uid = checkIndexUid(request.parameters['uid'] ?? '');
  const patch = new Map(names.map((name) => [name, 'null']));
  return submit(context, uid, (known) => {
    const index = acceptIndex(context, uid, known);
    return index.accepted ? change(context, index, patch) : changeOfNothing(index.uid, uid, patch);
  });
}

/** Reads a body that a node has accepted; throws {@link MalformedRequest} if no node could be asked. */
function readPatch(text: string, read: (text: string) => Members): Members {
  try {
    JSON.parse(text);
    const patch = read(text);
    settingsDetails(patch);
    refuseSettings(patch);
    return patch;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new MalformedRequest('These are not the settings of an index.');
  }
}

async function change(
  context: EngineContext,
  index: IndexRecord,
  patch: Members,
): Promise<Submission> {
  const view = await acceptedSettings(context, index.uid);
  const names = affectedSettings([...patch.keys(), ...(index.accepted ? [] : hiddenSettings)]);
  const hidden = hiddenSettings.filter((name) => names.has(name));
  const body = new Map([...patch, ...nodeSettings(applyPatch(view, patch), hidden)]);
  const { uid, shards, acceptedPrimaryKey, written } = index;
  return {
    draft: {
      indexUid: uid,
      type: 'settingsUpdate',
      details: settingsDetails(patch),
      error: null,
      effect: { kind: 'settings', patch: writeMembers(patch) },
      foregone: null,
    },
    acceptance: { uid, shards, accepted: true, acceptedPrimaryKey, written },
    operation: 'settings',
    needs: 'every',
    placement: index.placement,
    prelude: [],
    index: null,
    // A node creates the index that it lacks, hidden settings and all.
    batches: () => everywhere(index, settingsRequest(uid, body)),
  };
}

function changeOfNothing(uid: string, name: string, patch: Members): Submission {
  return {
    ...nothingToSend,
    draft: {
      indexUid: uid,
      type: 'settingsUpdate',
      details: settingsDetails(patch),
      error: JSON.stringify(indexNotFound(name).body()),
      effect: { kind: 'none' },
      foregone: 'failed',
    },
    operation: 'settings',
  };
}
