import { printDouble } from '../../../base/json/print.ts';
import type { ShardId } from '../../../cluster/topology.ts';
import type { NodeReply } from '../../../ports/node-client.ts';
import { decodeShard, encodeVersion } from '../../../protocol/markers.ts';
import type { WholeRequest } from '../../../testing/ports.ts';

/** A document that queries find by numbers: query `1` finds it if `fourths[1]` is not null. */
export interface ScoredDocument {
  readonly id: number;
  readonly indexUid: string;
  readonly shard: ShardId;
  /** Its score for each query, in fourths. */
  readonly fourths: readonly (number | null)[];
}

/**
 * What a node answers that has all these documents: to a search the best of the shards that it is asked
 * for, by score and then in their order; to a multi-search how many of its queries find any of them.
 */
export function scoredNode(documents: readonly ScoredDocument[], request: WholeRequest): NodeReply {
  const body = JSON.parse(request.body ?? '{}');
  if (request.path === '/multi-search') return counted(documents, body);
  const indexUid = request.path.split('/')[2] ?? '';
  const { q, filter, limit } = body;
  const found = documents
    .filter((document) => document.indexUid === indexUid && isAsked(document, filter))
    .filter((document) => scoreOf(document, q) > 0)
    .toSorted((left, right) => scoreOf(right, q) - scoreOf(left, q) || left.id - right.id);
  const hits = found.slice(0, limit).map((document) => hitText(document, scoreOf(document, q)));
  return reply(
    `{"hits":[${hits.join(',')}],"query":${JSON.stringify(q)},"processingTimeMs":2,` +
      `"limit":${limit},"offset":0,"estimatedTotalHits":${found.length}}`,
  );
}

interface CountBody {
  readonly queries: readonly {
    readonly indexUid: string;
    readonly q: string;
    readonly filter: string;
  }[];
}

function counted(documents: readonly ScoredDocument[], { queries }: CountBody): NodeReply {
  const found = documents.filter((document) =>
    queries.some(
      ({ indexUid, q, filter }) =>
        document.indexUid === indexUid && isAsked(document, filter) && scoreOf(document, q) > 0,
    ),
  );
  return reply(
    `{"hits":[],"processingTimeMs":1,"limit":0,"offset":0,"estimatedTotalHits":${found.length}}`,
  );
}

/** The score of a document for the query `q`; zero: it is not found. */
export function scoreOf({ fourths }: ScoredDocument, q: string): number {
  return (fourths[Number(q)] ?? 0) / 4;
}

function isAsked({ shard }: ScoredDocument, filter: string): boolean {
  const [, list = '[]'] = /^_miroir_shard IN (\[.*\])$/.exec(filter) ?? [];
  const asked: readonly string[] = JSON.parse(list);
  return asked.map(decodeShard).includes(shard);
}

function hitText({ id }: ScoredDocument, score: number): string {
  const words = { order: 0, matchingWords: score * 4, maxMatchingWords: 4, score };
  return (
    `{"id":${id},"_miroir_seq":"${encodeVersion(1, id)}","_rankingScore":${printDouble(score)},` +
    `"_rankingScoreDetails":${JSON.stringify({ words })}}`
  );
}

function reply(body: string): NodeReply {
  return { kind: 'reply', status: 200, body };
}
