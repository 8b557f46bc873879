import type { NodeId, ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { decodeString, findMember } from '../../base/json/scan.ts';
import { identifier } from '../../documents/payload/primary-key.ts';
import { readDocumentList } from '../../documents/stored-document.ts';
import { callNode } from '../../gather/call.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import { markers, shardFilter } from '../../protocol/markers.ts';
import type { Place } from '../place.ts';
import { RepairFailure } from './repair-failure.ts';

/** The documents of some shards on one node. */
export interface ReplicaRange {
  readonly node: NodeId;
  readonly indexUid: string;
  readonly primaryKey: string;
  readonly shards: readonly ShardId[];
  /** Whether full documents come with their vectors. */
  readonly hasVectors: boolean;
}

/** A document as it is compared. */
export interface StoredVersion {
  readonly id: string;
  /** `_miroir_version`; empty if it has none. */
  readonly version: string;
  /** What was asked for of it: the whole document, or just its id and its version. */
  readonly text: string;
}

export interface ReplicaPage {
  readonly documents: readonly StoredVersion[];
  /** How many documents come before them. */
  readonly offset: number;
  /** Whether nothing comes after them. */
  readonly isLast: boolean;
}

/** How much a page is to have. */
export interface PageSize {
  /** Documents. */
  readonly size: number;
  /** Whether it has whole documents, and not only their ids and versions. */
  readonly whole: boolean;
}

/**
 * The next documents after `place`, about `size` many; null if the place is lost, for its
 * document was deleted. Throws {@link RepairFailure} if the node does not answer.
 */
export async function readPage(
  context: EngineContext,
  range: ReplicaRange,
  place: Place,
  { size, whole }: PageSize,
): Promise<ReplicaPage | null> {
  const list = (offset: number, limit: number): Promise<readonly StoredVersion[]> =>
    listDocuments(context, range, { offset, limit, whole });
  if (place.lastId === null || context.ports.fault.planted('M5')) {
    const { offset } = place;
    const documents = await list(offset, size);
    return { documents, offset, isLast: documents.length < size };
  }
  const next = Math.max(0, place.offset - 1);
  // Deletions since then have moved it towards the beginning.
  for (const from of [next, Math.max(0, next - size)]) {
    const limit = next - from + 1 + size;
    const listed = await list(from, limit);
    const at = listed.findIndex(({ id }) => id === place.lastId);
    if (at === -1) continue;
    const documents = listed.slice(at + 1);
    return { documents, offset: from + at + 1, isLast: listed.length < limit };
  }
  return null;
}

/** The versions of those of `ids` that are there. */
export async function readVersions(
  context: EngineContext,
  range: ReplicaRange,
  ids: readonly string[],
): Promise<readonly StoredVersion[]> {
  if (ids.length === 0) return [];
  const query = { ids, fields: versionFields(range), limit: ids.length };
  const texts = await fetchTexts(context, range, query);
  return texts.map((text) => versionOf(range, text));
}

/** The exact texts of those of `ids` that are there, by id. */
export async function readTexts(
  context: EngineContext,
  range: ReplicaRange,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const query = { ids, limit: ids.length, ...wholeDocuments(range) };
  const texts = await fetchTexts(context, range, query);
  return new Map(texts.map((text) => [versionOf(range, text).id, text]));
}

async function listDocuments(
  context: EngineContext,
  range: ReplicaRange,
  { offset, limit, whole }: { offset: number; limit: number; whole: boolean },
): Promise<readonly StoredVersion[]> {
  const what = whole ? wholeDocuments(range) : { fields: versionFields(range) };
  const query = { filter: shardFilter(range.shards), ...what, offset, limit };
  const texts = await fetchTexts(context, range, query);
  return texts.map((text) => versionOf(range, text));
}

function wholeDocuments({ hasVectors }: ReplicaRange): object {
  return hasVectors ? { retrieveVectors: true } : {};
}

function versionFields({ primaryKey }: ReplicaRange): readonly string[] {
  return [primaryKey, markers.version];
}

async function fetchTexts(
  context: EngineContext,
  { node, indexUid }: ReplicaRange,
  query: object,
): Promise<readonly string[]> {
  const path = `${indexPath(indexUid)}/documents/fetch`;
  const request = { method: 'POST', path, body: JSON.stringify(query) } as const;
  const answer = await callNode(context, node, request, 'repair-read');
  if (answer.kind !== 'answer') {
    const reason = answer.kind === 'unavailable' ? answer.reason : `status ${answer.status}`;
    throw new RepairFailure(`${node} was not read: ${reason}`);
  }
  try {
    return readDocumentList(answer.body).documents.map(({ text }) => text);
  } catch {
    throw new RepairFailure(`${node} answered with something else than documents`);
  }
}

function versionOf({ node, primaryKey }: ReplicaRange, text: string): StoredVersion {
  const identity = identifier(primaryKey, text.includes('\\u'))(text);
  if (!identity.ok) throw new RepairFailure(`${node} stores a document without an id`);
  const span = findMember(text, 0, markers.version);
  const version = span === undefined ? '' : decodeString(text, span.start, span.end);
  return { id: identity.id, version, text };
}
