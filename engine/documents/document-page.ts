import { compareCodePoints } from '../base/order.ts';
import type { NodeId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { NodeRefusal } from '../gather/call.ts';
import { type CoverSlice, readShards, type ShardReadOutcome } from '../gather/read.ts';
import { indexPath } from '../indexes/node-requests.ts';
import { allShards } from '../placement/shard-map.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { markers, sequenceRule } from '../protocol/markers.ts';
import { narrowFilter } from './filter.ts';
import type { DocumentQuery } from './parse-read.ts';
import { selectFields } from './selected-fields.ts';
import { attributeOfRule } from './sort-rule.ts';
import { sortedPage } from './sorted-page.ts';
import { readDocumentList, type StoredDocument, withoutMarkers } from './stored-document.ts';
import { UnseenAttributes } from './unseen-attributes.ts';

/** A page of an index's documents, as the client sees them, and how many there are on all pages. */
export interface DocumentPage {
  readonly documents: readonly string[];
  readonly total: number;
  readonly coverage: Pick<ShardReadOutcome<unknown>, 'missing' | 'stale'>;
}

interface NodeList {
  readonly node: NodeId;
  readonly documents: readonly StoredDocument[];
  readonly total: number;
}

/** Reads the page of all shards. Throws {@link NodeRefusal} if the request is at fault. */
export async function readDocumentPage(
  context: EngineContext,
  index: IndexRecord,
  query: DocumentQuery,
): Promise<DocumentPage> {
  const unseen = new UnseenAttributes();
  const request = ({ node, filter }: CoverSlice): NodeRequest =>
    fetchRequest(index, query, filter, unseen.of(node));
  const { values, ...coverage } = await readShards<NodeList>(context, {
    operation: 'list-documents',
    index,
    shards: allShards(index.shards),
    sticky: `documents ${index.uid}`,
    request,
    otherwise: (slice, refusal) => (unseen.note(slice.node, refusal) ? request(slice) : undefined),
    read: (body, { node }) => ({ node, ...readDocumentList(body) }),
  });
  const nodes = values.map(({ node }) => node);
  const refusal = unseen.refusalOf(nodes, attributesOf(query));
  if (refusal !== undefined) throw new NodeRefusal(400, refusal);
  const documents = values.length === 0 ? [] : pageOf(values, query);
  return {
    documents: documents.map(({ text }) => shownText(text, query)),
    total: values.reduce((sum, value) => sum + value.total, 0),
    coverage,
  };
}

/** What one node is asked: every document that may be on the page, in the order of all documents. */
function fetchRequest(
  index: IndexRecord,
  query: DocumentQuery,
  shardFilter: string | null,
  unseen: ReadonlySet<string>,
): NodeRequest {
  const sort = [...(query.sort ?? []), sequenceRule].filter(
    (rule) => !unseen.has(attributeOfRule(rule)),
  );
  const isListed = attributesOf(query).every((name) => isOptional(name) || !unseen.has(name));
  const members = {
    offset: 0,
    limit: isListed ? query.offset + query.limit : 0,
    retrieveVectors: query.retrieveVectors,
    sort,
    ...(query.fields === null ? {} : { fields: neededFields(query, query.fields) }),
  };
  const text = JSON.stringify(members);
  const filter = narrowFilter(query.filter, shardFilter);
  const ids = query.ids === null ? '' : `"ids":${query.ids},`;
  const body = `{${ids}"filter":${filter},${text.slice(1)}`;
  return { method: 'POST', path: `${indexPath(index.uid)}/documents/fetch`, body };
}

function attributesOf({ sort }: DocumentQuery): readonly string[] {
  return (sort ?? []).map(attributeOfRule);
}

/** Documents that have no place are listed all the same, unlike those without any other value. */
function isOptional(attribute: string): boolean {
  return attribute === '_geo';
}

function neededFields(query: DocumentQuery, fields: readonly string[]): readonly string[] {
  return [...fields, markers.sequence, ...attributesOf(query)];
}

function pageOf(lists: readonly NodeList[], query: DocumentQuery): readonly StoredDocument[] {
  const { offset, limit, sort } = query;
  if (sort !== null && sort.length > 0) return sortedPage(lists, sort, query);
  return lists
    .flatMap((list) => list.documents)
    .toSorted((left, right) => compareCodePoints(left.sequence, right.sequence))
    .slice(offset, offset + limit);
}

/** What the client asked for, without what only the merge needed. */
function shownText(text: string, { fields, sort, retrieveVectors }: DocumentQuery): string {
  const shown = withoutMarkers(text);
  if (fields === null || (sort?.length ?? 0) === 0) return shown;
  return selectFields(shown, retrieveVectors ? [...fields, '_vectors'] : fields);
}
