import type { EngineContext } from '../../context.ts';
import { askAnyNode } from '../../gather/any-node.ts';
import { NodeRefusal } from '../../gather/call.ts';
import type { NodeError } from '../../gather/node-task.ts';
import type { NodeBatch } from '../../gather/write.ts';
import { acceptIndex } from '../../indexes/acceptance.ts';
import { checkIndexUid } from '../../indexes/index-uid.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import { requireFeature } from '../../instance/features.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { indexNotFound, invalidRequest, notSupported } from '../../protocol/api-error.ts';
import { jsonBody } from '../../protocol/json-content-type.ts';
import { encodeTime, encodeVersion, markerNames } from '../../protocol/markers.ts';
import type { Answer, RoutedRequest } from '../../protocol/routed-request.ts';
import { scrubErrorBody } from '../../protocol/scrub.ts';
import { nothingToSend, type Submission } from '../../tasks/submission.ts';
import { submit } from '../../tasks/submit.ts';
import { batchesEverywhere } from '../everywhere.ts';
import type { Filter } from '../filter.ts';
import { type ClientFunction, readClientFunction } from './client-function.ts';
import { checkRest, type EditOrder, parseEdit } from './parse-edit.ts';
import { tryEverywhere } from './trial.ts';
import { concludeEdit, concludeTrial, wrapFunction } from './wrapped-function.ts';

/** `POST /indexes/{uid}/documents/edit` (docs/decisions/0016) */
export async function editDocuments(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const { rest, function: script } = parseEdit(jsonBody(request));
  requireFeature(context, 'editDocumentsByFunction', 'Using the documents edit route');
  const name = checkIndexUid(request.parameters['uid'] ?? '');
  await checkScript(context, script);
  const order: EditOrder = { function: script, ...checkRest(rest) };
  const client = readClientFunction(script);
  refuseUnsupported(script, client);
  return submit(context, name, async (known) => {
    const index = acceptIndex(context, name, known);
    const { acceptedPrimaryKey: primaryKey } = index;
    if (!index.accepted) return endedEdit(index, order, indexNotFound(name).body());
    // Without one there are no documents.
    if (primaryKey === null) return endedEdit(index, order, null);
    const trial = wrapFunction(client, concludeTrial(primaryKey));
    const batches = editsEverywhere(context, index, order, trial.script);
    const failure = await tryEverywhere(context, name, batches);
    if (failure === undefined) return editOf(context, index, order, client);
    const said = context.catalogue.inNames(scrubErrorBody(JSON.stringify(failure)));
    const error: NodeError = JSON.parse(said);
    return endedEdit(index, order, { ...error, message: trial.inClientsPlaces(error.message) });
  });
}

/**
 * Has a node say whether the script is well-formed. It says so before it looks at the filter, so that
 * nothing comes of a request whose filter is none. Throws {@link NodeRefusal}.
 */
async function checkScript(context: EngineContext, script: string): Promise<void> {
  const request = {
    method: 'POST',
    path: '/indexes/miroir/documents/edit',
    body: JSON.stringify({ function: script, filter: 1 }),
  } as const;
  const answer = await askAnyNode(context, request, 'explain-refusal');
  if (answer?.kind !== 'refusal') return;
  if (answer.body.includes('"code":"invalid_document_filter"')) return;
  throw new NodeRefusal(answer.status, answer.body);
}

function refuseUnsupported(script: string, client: ClientFunction): void {
  if (script.includes('_miroir_')) {
    throw invalidRequest(
      'miroir_reserved_field',
      `The function names a field that Miroir keeps for itself (${markerNames.join(', ')}).`,
    );
  }
  const what = client.exits
    ? 'a function that calls `exit`; use `return` instead'
    : 'a function that returns early and has closures; make them functions with names';
  if (client.exits || (client.returnsEarly && client.hasClosures)) {
    throw notSupported(`Miroir cannot edit documents by ${what}. Nothing was done.`);
  }
}

function editsEverywhere(
  context: EngineContext,
  index: IndexRecord,
  order: EditOrder,
  script: string,
): readonly NodeBatch[] {
  const path = `${indexPath(index.uid)}/documents/edit`;
  const bodyOf = (filter: Filter | null): string => {
    const members = [`"function":${JSON.stringify(script)}`];
    if (filter !== null) members.push(`"filter":${filter}`);
    if (order.context !== null) members.push(`"context":${order.context}`);
    return `{${members.join(',')}}`;
  };
  return batchesEverywhere(context, index, order.filter?.disguised ?? null, (filter) => ({
    method: 'POST',
    path,
    body: bodyOf(filter),
  }));
}

function editOf(
  context: EngineContext,
  index: IndexRecord,
  order: EditOrder,
  client: ClientFunction,
): Submission {
  return {
    ...nothingToSend,
    draft: {
      indexUid: index.uid,
      type: 'documentEdition',
      details: detailsOf(order, null),
      error: null,
      effect: { kind: 'touch-index', primaryKey: null },
      foregone: null,
    },
    operation: 'edit-documents',
    needs: 'quorum',
    index,
    batches: (task) => {
      const ending = concludeEdit({
        version: encodeVersion(task, 0),
        updatedAt: encodeTime(context.ports.clock.wallMs()),
      });
      return editsEverywhere(context, index, order, wrapFunction(client, ending).script);
    },
  };
}

/** An edit of which no node gets anything: it fails, or there is nothing to edit. */
function endedEdit(index: IndexRecord, order: EditOrder, error: unknown): Submission {
  const hasFailed = error !== null;
  return {
    ...nothingToSend,
    draft: {
      indexUid: index.uid,
      type: 'documentEdition',
      details: detailsOf(
        order,
        hasFailed ? { edited: 0, deleted: null } : { edited: 0, deleted: 0 },
      ),
      error: hasFailed ? JSON.stringify(error) : null,
      effect: hasFailed ? { kind: 'none' } : { kind: 'touch-index', primaryKey: null },
      foregone: hasFailed ? 'failed' : 'succeeded',
    },
    operation: 'edit-documents',
  };
}

function detailsOf(
  { filter, context, function: script }: EditOrder,
  counts: { readonly edited: number | null; readonly deleted: number | null } | null,
): string {
  const filterText = filter === null ? 'null' : JSON.stringify(filter.text);
  return (
    `{"editedDocuments":${counts?.edited ?? null},"deletedDocuments":${counts?.deleted ?? null},` +
    `"originalFilter":${filterText},"context":${context},"function":${JSON.stringify(script)}}`
  );
}
