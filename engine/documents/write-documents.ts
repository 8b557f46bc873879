import type { EngineContext } from '../context.ts';
import { createIndexEverywhere } from '../indexes/node-requests.ts';
import { checkIndexUid } from '../indexes/index-uid.ts';
import type { IndexAcceptance, IndexRecord, TaskUid } from '../ports/task-store.ts';
import {
  type ApiError,
  indexNotFound,
  invalidRequest,
  MalformedRequest,
} from '../protocol/api-error.ts';
import { markerNames } from '../protocol/markers.ts';
import {
  type Answer,
  bodyText,
  queryValue,
  type RoutedRequest,
} from '../protocol/routed-request.ts';
import { acceptIndex } from '../indexes/acceptance.ts';
import { nothingToSend, type Submission } from '../tasks/submission.ts';
import { submit } from '../tasks/submit.ts';
import { indexingFault } from './indexing-fault.ts';
import { payloadFormat } from './payload/content-type.ts';
import { type IdentityFault, inferPrimaryKey } from './payload/primary-key.ts';
import { invalidUnicode, type PayloadDocuments, readPayload } from './payload/read-payload.ts';
import { findReservedField } from './payload/reserved-field.ts';
import { placeDocuments, type PlacedDocuments } from './placed-documents.ts';
import { vectorFault } from './vectors/vector-fault.ts';
import { knownSequences } from './sequences.ts';
import { markDocuments, writeBatches } from './write-batches.ts';

/** `POST /indexes/{uid}/documents`: adds documents, or replaces those with the same id. */
export function addDocuments(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  return writeDocuments(context, request, 'POST');
}

/** `PUT /indexes/{uid}/documents`: adds documents, or merges into those with the same id. */
export function updateDocuments(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  return writeDocuments(context, request, 'PUT');
}

async function writeDocuments(
  context: EngineContext,
  request: RoutedRequest,
  method: 'POST' | 'PUT',
): Promise<Answer> {
  for (const { name } of request.query) {
    if (name !== 'primaryKey' && name !== 'csvDelimiter') {
      throw new MalformedRequest(`Unknown parameter \`${name}\`.`);
    }
  }
  const uid = checkIndexUid(request.parameters['uid'] ?? '');
  const payload = payloadOf(request);
  refuseReservedFields(payload);
  const write: DocumentWrite = {
    uid,
    method,
    payload,
    primaryKey: queryValue(request.query, 'primaryKey') ?? null,
  };
  return submit(context, uid, (known) => {
    const index = acceptIndex(context, uid, known);
    if (!index.accepted && !request.caller.mayCreate(uid)) return writeToNothing(write);
    return prepare(context, write, index);
  });
}

function payloadOf(request: RoutedRequest): PayloadDocuments {
  const csvDelimiter = queryValue(request.query, 'csvDelimiter');
  const format = payloadFormat(request.http.headers, csvDelimiter);
  const { body } = request.http;
  if (body.kind === 'invalid-utf8') throw invalidUnicode(format, body.validText);
  return readPayload({ ...format, text: bodyText(request) });
}

interface DocumentWrite {
  readonly uid: string;
  readonly method: 'POST' | 'PUT';
  readonly payload: PayloadDocuments;
  /** As the client named it. */
  readonly primaryKey: string | null;
}

async function prepare(
  context: EngineContext,
  write: DocumentWrite,
  index: IndexRecord,
): Promise<Submission> {
  const placed = place(index, write);
  if (!placed.ok) return unsentWrite(index, write, placed.error);
  if (placed.primaryKey === null) return unsentWrite(index, write, null);
  const { doubtful } = write.payload;
  const fault = await indexingFault(context, {
    ...placed,
    uid: index.uid,
    name: write.uid,
    method: write.method,
    doubtful,
  });
  if (fault !== undefined) return unsentWrite(index, write, fault);
  const { primaryKey } = placed;
  const known = await knownSequences(context, index, primaryKey, placed);
  const refused = await vectorFault(context, {
    ...placed,
    uid: index.uid,
    name: write.uid,
    method: write.method,
    primaryKey,
    isKnown: (id) => known.has(id),
  });
  if (refused !== undefined) return unsentWrite(index, write, refused);
  return {
    ...creation(index, primaryKey),
    draft: {
      indexUid: index.uid,
      type: 'documentAdditionOrUpdate',
      details: detailsOf(write, placed.firstPlaces.size),
      error: null,
      effect: { kind: 'touch-index', primaryKey },
      foregone: null,
    },
    acceptance: { ...acceptanceOf(index), acceptedPrimaryKey: primaryKey, written: true },
    operation: 'write-documents',
    needs: 'quorum',
    index,
    batches: (task) => batchesOf(context, index, write, { ...placed, known, task }),
  };
}

function batchesOf(
  context: EngineContext,
  index: IndexRecord,
  write: DocumentWrite,
  placed: PlacedDocuments & {
    primaryKey: string;
    known: ReadonlyMap<string, string>;
    task: TaskUid;
  },
): ReturnType<typeof writeBatches> {
  const version = { task: placed.task, wallMs: context.ports.clock.wallMs() };
  const { endings, sequences } = markDocuments(placed, placed.known, version);
  context.pendingSequences.note(placed.task, index.uid, sequences);
  const { method } = write;
  return writeBatches(context, index, placed, { endings, method, primaryKey: placed.primaryKey });
}

type KeyedPlacement =
  | ({ readonly ok: true; readonly primaryKey: string } & PlacedDocuments)
  /** There are no documents. */
  | { readonly ok: true; readonly primaryKey: null }
  | IdentityFault;

/** Settles the primary key for the whole payload and finds every document's shard by it. */
function place(index: IndexRecord, { payload, primaryKey: named }: DocumentWrite): KeyedPlacement {
  const settled = index.acceptedPrimaryKey;
  if (settled !== null && named !== null && named !== settled) {
    return { ok: false, error: primaryKeyExists(settled) };
  }
  const [first] = payload.documents;
  if (first === undefined) return { ok: true, primaryKey: null };
  const primaryKey = settled ?? named ?? inferPrimaryKey(first);
  if (typeof primaryKey !== 'string') return primaryKey;
  const placed = placeDocuments(payload, primaryKey, index);
  return placed.ok ? { ...placed, primaryKey } : placed;
}

/**
 * A payload of which no node gets anything: it is empty and succeeds, or it is at fault and fails
 * with Meilisearch's own error. Its index comes to exist all the same.
 */
function unsentWrite(index: IndexRecord, write: DocumentWrite, error: ApiError | null): Submission {
  const outcome = error === null ? 'succeeded' : 'failed';
  return {
    ...creation(index, null),
    draft: {
      indexUid: index.uid,
      type: 'documentAdditionOrUpdate',
      details: detailsOf(write, 0),
      error: error === null ? null : JSON.stringify(error.body()),
      effect: { kind: 'touch-index', primaryKey: null },
      foregone: index.accepted ? outcome : null,
    },
    acceptance: acceptanceOf(index),
    operation: 'write-documents',
  };
}

/** A write to an index that there is not, by somebody who may not create it. */
function writeToNothing(write: DocumentWrite): Submission {
  return {
    ...nothingToSend,
    draft: {
      indexUid: write.uid,
      type: 'documentAdditionOrUpdate',
      details: detailsOf(write, 0),
      error: JSON.stringify(indexNotFound(write.uid).body()),
      effect: { kind: 'none' },
      foregone: 'failed',
    },
    operation: 'write-documents',
  };
}

/** What has to come first when the index does not exist yet. */
function creation(
  index: IndexRecord,
  primaryKey: string | null,
): typeof nothingToSend & Pick<Submission, 'placement'> {
  if (index.accepted) return nothingToSend;
  const { placement } = index;
  return { ...nothingToSend, placement, prelude: createIndexEverywhere(index, primaryKey) };
}

function acceptanceOf(index: IndexRecord): IndexAcceptance {
  const { uid, shards, acceptedPrimaryKey, written } = index;
  return { uid, shards, accepted: true, acceptedPrimaryKey, written };
}

function detailsOf({ payload }: DocumentWrite, indexed: number): string {
  const receivedDocuments = payload.documents.length;
  return JSON.stringify({ receivedDocuments, indexedDocuments: indexed });
}

function refuseReservedFields(payload: PayloadDocuments): void {
  const position = findReservedField(payload);
  if (position === -1) return;
  throw invalidRequest(
    'miroir_reserved_field',
    `Document ${position} of the payload has a field that Miroir keeps for itself (${markerNames.join(', ')}).`,
  );
}

function primaryKeyExists(primaryKey: string): ApiError {
  return invalidRequest(
    'index_primary_key_already_exists',
    `Index already has a primary key: \`${primaryKey}\`.`,
  );
}
