import type { EngineContext } from '../context.ts';
import { runningTasks } from '../settings/accepted-settings.ts';
import type { IndexRecord, TaskDraft } from '../ports/task-store.ts';
import {
  type ApiError,
  indexAlreadyExists,
  indexNotFound,
  invalidRequest,
  MalformedRequest,
} from '../protocol/api-error.ts';
import { checkJsonContentType } from '../protocol/json-content-type.ts';
import { type Answer, bodyText, type RoutedRequest } from '../protocol/routed-request.ts';
import { nothingToSend, type Submission } from '../tasks/submission.ts';
import { submitAbout } from '../tasks/submit.ts';
import { acceptIndex } from './acceptance.ts';
import { countDocuments } from './document-count.ts';
import { checkIndexUid } from './index-uid.ts';
import { parseObject } from '../protocol/json-object.ts';
import { everywhere } from './node-requests.ts';
import { setPrimaryKey } from './primary-key-undo.ts';
import { refuseReservedKey } from './primary-key-name.ts';

/** `PATCH /indexes/{uid}`: gives an index another name, another primary key, or both. */
export async function updateIndex(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  checkJsonContentType(request.http.headers);
  const update = parseUpdate(bodyText(request));
  const name = checkIndexUid(request.parameters['uid'] ?? '');
  const newName = update.uid === null ? null : checkIndexUid(update.uid);
  const { primaryKey } = update;
  refuseReservedKey(primaryKey);
  const subject = { name, otherNames: newName === null ? [] : [newName] };
  return submitAbout(context, subject, (known, [other = null]) => {
    const index = acceptIndex(context, name, known);
    return submissionOf(context, index, { name, newName, primaryKey, other });
  });
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

/** What is to become of an index. */
interface Change {
  readonly name: string;
  /** Null: it keeps its name. */
  readonly newName: string | null;
  /** Null: it keeps its primary key. */
  readonly primaryKey: string | null;
  /** The index that writers know by the new name. */
  readonly other: IndexRecord | null;
}

async function submissionOf(
  context: EngineContext,
  index: IndexRecord,
  change: Change,
): Promise<Submission> {
  const { primaryKey } = change;
  const draft = { indexUid: index.uid, type: 'indexUpdate', details: detailsOf(change) } as const;
  const operation = 'update-index';
  const fault = nameFault(index, change);
  if (fault !== undefined) {
    return { ...nothingToSend, draft: { ...draft, ...failed(fault) }, operation };
  }
  const naming = namingOf(index, change);
  const keyFault = await keyFaultOf(context, index, change);
  // As Meilisearch does it: the name changes all the same.
  if (keyFault !== undefined) {
    return { ...nothingToSend, draft: { ...draft, ...naming, ...failed(keyFault) }, operation };
  }
  const accepted = { ...draft, ...naming, error: null } as const;
  if (primaryKey === null || primaryKey === index.acceptedPrimaryKey) {
    const touches = primaryKey !== null || naming.nameChange !== undefined;
    const effect = touches
      ? ({ kind: 'touch-index', primaryKey: index.acceptedPrimaryKey } as const)
      : ({ kind: 'none' } as const);
    return { ...nothingToSend, draft: { ...accepted, effect, foregone: 'succeeded' }, operation };
  }
  const { uid, shards, written } = index;
  return {
    draft: { ...accepted, effect: { kind: 'set-primary-key', primaryKey }, foregone: null },
    acceptance: { uid, shards, accepted: true, acceptedPrimaryKey: primaryKey, written },
    operation,
    needs: 'every',
    prelude: [],
    index: null,
    batches: () => everywhere(index, setPrimaryKey(uid, primaryKey)),
  };
}

function failed(error: ApiError): Pick<TaskDraft, 'error' | 'effect' | 'foregone'> {
  return { error: JSON.stringify(error.body()), effect: { kind: 'none' }, foregone: 'failed' };
}

function detailsOf({ name, newName, primaryKey }: Change): string {
  if (newName === null) return JSON.stringify({ primaryKey });
  return JSON.stringify({ primaryKey, oldIndexUid: name, newIndexUid: newName });
}

/** Why nothing can be changed at all. */
function nameFault(index: IndexRecord, { name, newName, other }: Change): ApiError | undefined {
  if (!index.accepted) return indexNotFound(name);
  const isTaken = newName !== null && newName !== name && other?.accepted === true;
  return isTaken ? indexAlreadyExists(newName) : undefined;
}

function namingOf({ uid }: IndexRecord, { name, newName }: Change): Pick<TaskDraft, 'nameChange'> {
  if (newName === null || newName === name) return {};
  return {
    nameChange: {
      pairs: [{ names: [name, newName], mutual: true }],
      indexes: [{ uid, name: newName }],
    },
  };
}

/** Why the change of the key must fail: a node without documents of its own would let it pass. */
async function keyFaultOf(
  context: EngineContext,
  index: IndexRecord,
  { name, newName, primaryKey }: Change,
): Promise<ApiError | undefined> {
  const { acceptedPrimaryKey } = index;
  const changes = primaryKey !== null && primaryKey !== acceptedPrimaryKey;
  if (!changes || acceptedPrimaryKey === null || !(await hasDocuments(context, index))) {
    return undefined;
  }
  return invalidRequest(
    'index_primary_key_already_exists',
    `Index \`${newName ?? name}\`: Index already has a primary key: \`${acceptedPrimaryKey}\`.`,
  );
}

/** Whether an index has documents or is about to; where a shard is silent, it is taken to. */
async function hasDocuments(context: EngineContext, index: IndexRecord): Promise<boolean> {
  if (!index.written) return false;
  if (!index.visible || (await runningTasks(context, index.uid)).length > 0) return true;
  const { total, missing } = await countDocuments(context, index);
  return total > 0 || missing.length > 0;
}
