import { skipSpace } from '../../engine/base/json/scan.ts';
import { invalidRequest } from '../../engine/protocol/api-error.ts';
import { type Members, readMembers } from '../../engine/settings/members.ts';
import { checkUid } from './replies.ts';
import type { NodeCall } from './request.ts';
import { settingFields } from './settings-shapes.ts';
import { jsonBody, readFields } from './shape.ts';

/** Reads the body of a change of many settings; throws Meilisearch's error. */
export function readPatch(uid: string, call: NodeCall): Members {
  const values = readFields(jsonBody(call), '', settingFields);
  checkUid(uid);
  refuseFeatures(values);
  return readMembers(call.body);
}

/** Reads the body of a change of one setting; throws Meilisearch's error. */
export function readSetting(uid: string, name: string, call: NodeCall): Members {
  const field = settingFields.get(name);
  const value = jsonBody(call);
  field?.read(value, '', field.code);
  checkUid(uid);
  refuseFeatures(new Map([[name, value]]));
  return new Map([[name, call.body.slice(skipSpace(call.body, 0)).trimEnd()]]);
}

const features = new Map([
  ['chat', { feature: 'chat completions', discussion: 835 }],
  ['vectorStore', { feature: 'vector_store_setting', discussion: 860 }],
]);

/** Throws `feature_not_enabled` for a setting that is still an experiment. */
function refuseFeatures(values: ReadonlyMap<string, unknown>): void {
  for (const [name, { feature, discussion }] of features) {
    if ((values.get(name) ?? null) === null) continue;
    const message = `setting \`${name}\` in the index settings requires enabling the \`${feature}\` experimental feature. See https://github.com/orgs/meilisearch/discussions/${discussion}`;
    throw invalidRequest('feature_not_enabled', message);
  }
}
