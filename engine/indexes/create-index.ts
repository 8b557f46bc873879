import type { EngineContext } from '../context.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { indexAlreadyExists, invalidApiKey } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { nothingToSend, type Submission } from '../tasks/submission.ts';
import { submit } from '../tasks/submit.ts';
import { acceptIndex } from './acceptance.ts';
import { createIndexEverywhere } from './node-requests.ts';
import { type Creation, parseCreation } from './parse-creation.ts';
import { refuseReservedKey } from './primary-key-name.ts';

/** `POST /indexes`: creates an index on every node, or on none. */
export async function createIndex(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const creation = parseCreation(request);
  if (!request.caller.mayCreate(creation.uid)) throw invalidApiKey();
  refuseReservedKey(creation.primaryKey);
  return submit(context, creation.uid, (known) => submissionOf(context, creation, known));
}

function submissionOf(
  context: EngineContext,
  { uid: name, primaryKey }: Creation,
  known: IndexRecord | null,
): Submission {
  const index = acceptIndex(context, name, known);
  const { uid } = index;
  const details = JSON.stringify({ primaryKey });
  const draft = { indexUid: uid, type: 'indexCreation', details } as const;
  const operation = 'create-index';
  if (index.accepted) {
    const error = JSON.stringify(indexAlreadyExists(name).body());
    return {
      ...nothingToSend,
      draft: { ...draft, error, effect: { kind: 'none' }, foregone: 'failed' },
      operation,
    };
  }
  const { shards } = index;
  return {
    draft: { ...draft, error: null, effect: { kind: 'touch-index', primaryKey }, foregone: null },
    acceptance: { uid, shards, accepted: true, acceptedPrimaryKey: primaryKey, written: false },
    operation,
    needs: 'every',
    prelude: [],
    index: null,
    placement: index.placement,
    batches: () => createIndexEverywhere(index, primaryKey),
  };
}
