import { must } from '../base/assert.ts';
import { closeBracket, comma } from '../base/json/characters.ts';
import { forEachMember, skipSpace } from '../base/json/scan.ts';
import type { ShardId } from '../cluster/topology.ts';
import { NodeHit } from './node-hit.ts';

/** What one node answered to its part of a search, as exact text. */
export interface NodePage {
  /** The lowest shard that it speaks for: pages in this order are always in the same order. */
  readonly firstShard: ShardId;
  /** Best first. */
  readonly hits: readonly NodeHit[];
  /** The other members of the answer by name. */
  readonly members: ReadonlyMap<string, string>;
  readonly totalHits: number;
  readonly processingTimeMs: number;
}

// All versions of Meilisearch write the hits first, so one pass over them is enough.
const start = '{"hits":[';

/** Reads the answer of a node to a search; throws if it is something else. */
export function readNodePage(body: string, firstShard: ShardId): NodePage {
  must(body.startsWith(start) ? body : null, 'the hits of a search');
  const hits: NodeHit[] = [];
  let at = skipSpace(body, start.length);
  while (body.charCodeAt(at) !== closeBracket) {
    const hit = new NodeHit(body, at);
    hits.push(hit);
    at = skipSpace(body, hit.end);
    if (body.charCodeAt(at) === comma) at = skipSpace(body, at + 1);
  }
  const members = new Map<string, string>();
  const rest = `{${body.slice(skipSpace(body, at + 1) + 1)}`;
  forEachMember(rest, 0, (name, _nameStart, from, to) => {
    members.set(name, rest.slice(from, to));
  });
  const total = members.get('estimatedTotalHits') ?? members.get('totalHits');
  return {
    firstShard,
    hits,
    members,
    totalHits: Number(must(total, 'the number of hits')),
    processingTimeMs: Number(must(members.get('processingTimeMs'), 'processingTimeMs')),
  };
}
