import type { Members } from '../../engine/settings/members.ts';
import { writeMembers } from '../../engine/settings/members.ts';
import { settingNames } from '../../engine/settings/setting-names.ts';
import { settingRoutes } from '../../engine/settings/sub-routes.ts';
import type { NodeState } from './node-state.ts';
import { accept, checkUid, unknownPath, wrongMethod } from './replies.ts';
import type { ModelReply, NodeCall } from './request.ts';
import { readPatch, readSetting } from './settings-reading.ts';

/** Everything under `/indexes/{uid}/settings`. */
export function answerSettings(state: NodeState, uid: string, call: NodeCall): ModelReply {
  const [path, ...more] = call.segments.slice(3);
  if (path === undefined) return answerAll(state, uid, call);
  const route = settingRoutes.find((candidate) => candidate.path === path);
  if (route === undefined || more.length > 0) return unknownPath;
  switch (call.method) {
    case 'GET':
      return showSetting(state, uid, route.name);
    case 'DELETE':
      return accept(state, uid, { kind: 'settings', patch: resetOf([route.name]), isReset: true });
    case route.verb: {
      const patch = readSetting(uid, route.name, call);
      return accept(state, uid, { kind: 'settings', patch, isReset: false });
    }
    default:
      return wrongMethod;
  }
}

function answerAll(state: NodeState, uid: string, call: NodeCall): ModelReply {
  switch (call.method) {
    case 'GET':
      return { status: 200, body: writeMembers(state.index(checkUid(uid)).settings) };
    case 'DELETE':
      return accept(state, uid, { kind: 'settings', patch: resetOf(settingNames), isReset: true });
    case 'PATCH':
      return accept(state, uid, { kind: 'settings', patch: readPatch(uid, call), isReset: false });
    default:
      return wrongMethod;
  }
}

function showSetting(state: NodeState, uid: string, name: string): ModelReply {
  const { settings } = state.index(checkUid(uid));
  return { status: 200, body: settings.get(name) ?? 'null' };
}

function resetOf(names: readonly string[]): Members {
  return new Map(names.map((name) => [name, 'null']));
}
