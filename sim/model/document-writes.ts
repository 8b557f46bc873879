import { ApiError, invalidRequest } from '../../engine/protocol/api-error.ts';
import { undecodableReason } from '../../engine/documents/payload/decodable.ts';
import { identifier, inferPrimaryKey } from '../../engine/documents/payload/primary-key.ts';
import { type Members, readMembers } from '../../engine/settings/members.ts';
import { indexingFault } from './indexing-fault.ts';
import { nestedKeyFault } from './nested-key-fault.ts';
import type { NodeState } from './node-state.ts';
import { readDocument } from './stored-document.ts';
import type { StoredIndex } from './stored-index.ts';
import { detailsOf, emptyDetails } from './task-details.ts';
import type { TaskBatch } from './task-queue.ts';
import type { TaskContent } from './task.ts';

type Addition = Extract<TaskContent, { readonly kind: 'add' }>;

/** A document as a batch leaves it. */
interface Draft {
  readonly internalId: number;
  /** Null: deleted. */
  members: Members | null;
  /** Why it cannot be decoded. */
  fault: string | null;
}

/**
 * Applies additions and deletions in order. A task with a bad document fails alone and changes
 * nothing; throws what Meilisearch only notices while it indexes, which fails the batch.
 */
export function writeDocuments(state: NodeState, index: StoredIndex, batch: TaskBatch): void {
  const isAfterAll = state.options.placeOfNew === 'after all';
  const writing = new Writing(index, isAfterAll ? index.internalIdsUsed : 0);
  const outcomes = batch.tasks.map(({ content }) => writing.apply(content));
  writing.commit();
  index.updatedAtMs = state.options.wallMs();
  for (const [place, task] of batch.tasks.entries()) {
    const outcome = outcomes[place];
    if (outcome instanceof ApiError) state.tasks.end(task, emptyDetails(task), outcome);
    else state.tasks.end(task, detailsOf(task, counts(outcome)), null);
  }
}

function counts(documents = 0) {
  return { indexedDocuments: documents, deletedDocuments: documents };
}

/** What a batch makes of the documents of an index, until it is committed. */
class Writing {
  readonly #index: StoredIndex;
  readonly #drafts = new Map<string, Draft>();
  readonly #free: Iterator<number>;
  #primaryKey: string | null;
  #hasSucceeded = false;
  /** The primary key unless it is inferred: it is the first field that the index meets. */
  #namedKey: string | null;
  /** Fields in the order in which they came: also those of documents that are replaced or fail. */
  readonly #met = new Set<string>();

  constructor(index: StoredIndex, leastInternalId: number) {
    this.#index = index;
    this.#namedKey = index.primaryKey;
    this.#primaryKey = index.primaryKey;
    this.#free = index.freeInternalIds(leastInternalId);
  }

  /** Answers how many documents a task was about, or why it fails. */
  apply(content: TaskContent): number | ApiError {
    if (content.kind === 'add') return this.#add(content);
    if (content.kind !== 'delete-ids') return 0;
    this.#delete(content.ids);
    return new Set(content.ids).size;
  }

  /** Throws the {@link ApiError} that fails the batch; then nothing has changed. */
  commit(): void {
    const fault = indexingFault(this.#index, this.#drafts);
    if (fault !== undefined) throw fault;
    if (!this.#hasSucceeded) return;
    this.#index.primaryKey = this.#primaryKey;
    if (this.#namedKey !== null && !this.#namedKey.includes('.')) this.#index.meet(this.#namedKey);
    for (const name of this.#met) this.#index.meet(name);
    for (const [id, { internalId, members }] of this.#drafts) {
      if (members === null) this.#index.remove(internalId);
      else this.#index.put(internalId, this.#index.compose(id, members));
    }
  }

  /** An unknown id that is named twice gets an internal id each time. */
  #delete(ids: readonly string[]): void {
    this.#hasSucceeded = true;
    const unknown = new Set(ids.filter((id) => !this.#knows(id)));
    for (const id of ids) {
      if (unknown.has(id)) this.#drafts.delete(id);
      Object.assign(this.#draft(id), { members: null, fault: null });
    }
  }

  #add({ documents, method, primaryKey }: Addition): number | ApiError {
    const key = this.#keyFor(primaryKey, documents[0]);
    if (key instanceof ApiError) return key;
    if (key === null) return 0;
    const identify = identifier(
      key,
      documents.some((document) => document.includes('\\u')),
    );
    // The others in the batch go by it even if this task fails.
    this.#primaryKey = key;
    const identified: [string, string][] = [];
    for (const document of documents) {
      const identity = identify(document);
      if (!identity.ok) {
        this.#wasteInternalIds(identified);
        for (const [, read] of [...identified, ['', document]]) this.#meet(readMembers(read ?? ''));
        const isBad = key.includes('.') && identity.error.code === 'invalid_document_id';
        return (isBad ? nestedKeyFault(document, key) : undefined) ?? identity.error;
      }
      identified.push([identity.id, document]);
    }
    this.#hasSucceeded = true;
    this.#namedKey ??= primaryKey;
    for (const [id, document] of identified) this.#write(id, document, method);
    return new Set(identified.map(([id]) => id)).size;
  }

  /** A task that fails keeps what it was given until the batch ends. */
  #wasteInternalIds(identified: readonly (readonly [string, string])[]): void {
    for (const id of new Set(identified.map(([own]) => own))) {
      if (!this.#knows(id)) this.#free.next();
    }
  }

  #write(id: string, document: string, method: Addition['method']): void {
    const draft = this.#draft(id);
    // What is at fault is looked for in the order of the texts that are left.
    if (method === 'replace') {
      this.#drafts.delete(id);
      this.#drafts.set(id, draft);
    }
    draft.fault = undecodableReason(document) ?? null;
    const members = draft.fault === null ? readDocument(document) : new Map<string, string>();
    this.#meet(members);
    const merges = method === 'update' && draft.members !== null;
    draft.members = merges ? new Map([...(draft.members ?? []), ...members]) : members;
  }

  #meet(members: Members): void {
    for (const name of members.keys()) this.#met.add(name);
  }

  #knows(id: string): boolean {
    return this.#drafts.has(id) || this.#index.internalId(id) !== undefined;
  }

  /** Ids that are new get the lowest free internal id, even if only to be deleted. */
  #draft(id: string): Draft {
    const known = this.#drafts.get(id);
    if (known !== undefined) return known;
    const stored = this.#index.internalId(id);
    const draft: Draft =
      stored === undefined
        ? { internalId: Number(this.#free.next().value), members: null, fault: null }
        : { internalId: stored, members: this.#index.document(stored).members, fault: null };
    this.#drafts.set(id, draft);
    return draft;
  }

  #keyFor(named: string | null, firstDocument: string | undefined): string | null | ApiError {
    if (this.#primaryKey !== null) {
      if (named === null || named === this.#primaryKey) return this.#primaryKey;
      const message = `Index already has a primary key: \`${this.#primaryKey}\`.`;
      return invalidRequest('index_primary_key_already_exists', message);
    }
    if (named !== null || firstDocument === undefined) return named;
    const inferred = inferPrimaryKey(firstDocument);
    return typeof inferred === 'string' ? inferred : inferred.error;
  }
}
