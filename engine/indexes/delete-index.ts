import type { EngineContext } from '../context.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { indexNotFound, noQuorum } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { nothingToSend, type Submission } from '../tasks/submission.ts';
import { submit } from '../tasks/submit.ts';
import { acceptIndex } from './acceptance.ts';
import { checkIndexUid } from './index-uid.ts';
import { deleteIndexEverywhere } from './node-requests.ts';

/** `DELETE /indexes/{uid}` */
export async function deleteIndex(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const name = checkIndexUid(request.parameters['uid'] ?? '');
  return submit(context, name, (known) => submissionOf(context, name, known));
}

function submissionOf(context: EngineContext, name: string, known: IndexRecord | null): Submission {
  const index = acceptIndex(context, name, known);
  const { uid } = index;
  const draft = { indexUid: uid, type: 'indexDeletion' } as const;
  const operation = 'delete-index';
  if (!index.accepted) {
    const error = JSON.stringify(indexNotFound(name).body());
    const details = JSON.stringify({ deletedDocuments: 0 });
    return {
      ...nothingToSend,
      draft: { ...draft, details, error, effect: { kind: 'none' }, foregone: 'failed' },
      operation,
    };
  }
  refuseWhileNodesAreDown(context);
  const details = JSON.stringify({ deletedDocuments: null });
  const { shards } = index;
  return {
    draft: { ...draft, details, error: null, effect: { kind: 'delete-index' }, foregone: null },
    acceptance: { uid, shards, accepted: false, acceptedPrimaryKey: null, written: false },
    operation,
    needs: 'every',
    prelude: [],
    index: null,
    batches: () => deleteIndexEverywhere(context, uid),
    remains:
      'The others delete the index: Miroir sends the deletion again until all nodes have it.',
  };
}

/** A deletion cannot be undone where it was done, so it does not begin unless all nodes seem up. */
function refuseWhileNodesAreDown({ cluster }: EngineContext): void {
  const down = cluster.memberNodes().filter((node) => !cluster.isUp(node));
  if (down.length === 0) return;
  const names = down.map((node) => `\`${node}\``).join(', ');
  throw noQuorum(`Every node must take part in this change, and these are down: ${names}.`);
}
