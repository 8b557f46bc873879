import type { EngineContext } from '../context.ts';
import { runningTasks } from '../settings/accepted-settings.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import {
  type ApiError,
  indexNotFound,
  invalidRequest,
  MalformedRequest,
  notSupported,
} from '../protocol/api-error.ts';
import { checkJsonContentType } from '../protocol/json-content-type.ts';
import { type Answer, bodyText, type RoutedRequest } from '../protocol/routed-request.ts';
import { nothingToSend, type Submission } from '../tasks/submission.ts';
import { submit } from '../tasks/submit.ts';
import { acceptIndex } from './acceptance.ts';
import { countDocuments } from './document-count.ts';
import { checkIndexUid } from './index-uid.ts';
import { parseObject } from '../protocol/json-object.ts';
import { everywhere } from './node-requests.ts';
import { setPrimaryKey } from './primary-key-undo.ts';
import { refuseReservedKey } from './primary-key-name.ts';

/** `PATCH /indexes/{uid}`: changes the primary key of an index without documents. */
export async function updateIndex(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  checkJsonContentType(request.http.headers);
  const update = parseUpdate(bodyText(request));
  const uid = checkIndexUid(request.parameters['uid'] ?? '');
  if (update.uid !== null) {
    checkIndexUid(update.uid);
    throw notSupported('Miroir does not rename indexes yet. Nothing was done.');
  }
  refuseReservedKey(update.primaryKey);
  return submit(context, uid, (known) =>
    submissionOf(context, acceptIndex(context, uid, known), update.primaryKey),
  );
}

interface Update {
  readonly uid: string | null;
  readonly primaryKey: string | null;
}

function parseUpdate(text: string): Update {
  const { uid = null, primaryKey = null, ...rest } = parseObject(text);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new MalformedRequest(`Unknown field \`${unknown}\``);
  return { uid: textOf('uid', uid), primaryKey: textOf('primaryKey', primaryKey) };
}

function textOf(name: string, value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  throw new MalformedRequest(`Invalid value type at \`.${name}\`: expected a string`);
}

async function submissionOf(
  context: EngineContext,
  index: IndexRecord,
  primaryKey: string | null,
): Promise<Submission> {
  const fault = await faultOf(context, index, primaryKey);
  const draft = {
    indexUid: index.uid,
    type: 'indexUpdate',
    details: JSON.stringify({ primaryKey }),
    error: fault === undefined ? null : JSON.stringify(fault.body()),
  } as const;
  const operation = 'update-index';
  if (fault !== undefined) {
    const failed = { ...draft, effect: { kind: 'none' }, foregone: 'failed' } as const;
    return { ...nothingToSend, draft: failed, operation };
  }
  if (primaryKey === null || primaryKey === index.acceptedPrimaryKey) {
    const effect = { kind: 'touch-index', primaryKey: index.acceptedPrimaryKey } as const;
    return { ...nothingToSend, draft: { ...draft, effect, foregone: 'succeeded' }, operation };
  }
  const { uid, shards, written } = index;
  return {
    draft: { ...draft, effect: { kind: 'set-primary-key', primaryKey }, foregone: null },
    acceptance: { uid, shards, accepted: true, acceptedPrimaryKey: primaryKey, written },
    operation,
    needs: 'every',
    prelude: [],
    index: null,
    batches: () => everywhere(index, setPrimaryKey(uid, primaryKey)),
  };
}

/** Why the change must fail: a node without documents of its own would let it pass. */
async function faultOf(
  context: EngineContext,
  index: IndexRecord,
  primaryKey: string | null,
): Promise<ApiError | undefined> {
  const { uid, acceptedPrimaryKey } = index;
  if (!index.accepted) return indexNotFound(uid);
  const changes = primaryKey !== null && primaryKey !== acceptedPrimaryKey;
  if (!changes || acceptedPrimaryKey === null || !(await hasDocuments(context, index))) {
    return undefined;
  }
  return invalidRequest(
    'index_primary_key_already_exists',
    `Index \`${uid}\`: Index already has a primary key: \`${acceptedPrimaryKey}\`.`,
  );
}

/** Whether an index has documents or is about to; where a shard is silent, it is taken to. */
async function hasDocuments(context: EngineContext, index: IndexRecord): Promise<boolean> {
  if (!index.written) return false;
  if (!index.visible || (await runningTasks(context, index.uid)).length > 0) return true;
  const { total, missing } = await countDocuments(context, index);
  return total > 0 || missing.length > 0;
}
