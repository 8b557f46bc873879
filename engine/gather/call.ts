import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { lacksFeature } from '../instance/features.ts';
import type { NodeReply, NodeRequest } from '../ports/node-client.ts';
import { markers } from '../protocol/markers.ts';

/** What a node's reply means to whoever asked. */
export type NodeAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** The request itself is at fault: every node would say the same. */
  | { readonly kind: 'refusal'; readonly status: number; readonly body: string }
  /** This node cannot serve now. `sent`: it may have acted on the request all the same. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly sent: boolean };

/** A node refused a request for a reason that the client must hear. */
export class NodeRefusal extends Error {
  override name = 'NodeRefusal';
  readonly status: number;
  readonly body: string;
  /** Shards that were asked of a replica which lacks a write. */
  readonly stale: readonly ShardId[];

  /** Whether the body is already in the words of a single Meilisearch. */
  readonly isScrubbed: boolean;

  constructor(
    status: number,
    body: string,
    stale: readonly ShardId[] = [],
    isScrubbed: boolean = false,
  ) {
    super(`a node answered ${status}`);
    this.status = status;
    this.body = body;
    this.stale = stale;
    this.isScrubbed = isScrubbed;
  }
}

/** One call to one node: counted in its load, noted in its health and traced under `operation`. */
export async function callNode(
  context: EngineContext,
  node: NodeId,
  request: NodeRequest,
  operation: string,
  deadlineMs: number = context.config.scatter.nodeTimeoutMs,
): Promise<NodeAnswer> {
  const { clock, nodes, trace } = context.ports;
  const startMs = clock.monoMs();
  context.cluster.callStarted(node);
  const reply = await nodes.call(node, request, { deadlineMs });
  context.cluster.callEnded(node, reply, clock.monoMs());
  const answer = interpret(context, reply);
  const outcome =
    reply.kind === 'reply'
      ? { outcome: String(reply.status) }
      : { outcome: reply.failure, message: reply.message };
  const durationMs = clock.monoMs() - startMs;
  trace.note({ kind: 'node-call', node, operation, ...outcome, durationMs });
  return answer;
}

function interpret({ features }: EngineContext, reply: NodeReply): NodeAnswer {
  if (reply.kind === 'failure') {
    // The message may name addresses, which are no business of clients.
    return { kind: 'unavailable', reason: reply.failure, sent: reply.failure !== 'refused' };
  }
  const { status, body } = reply;
  if (isUnavailable(status, body) || lacksFeature(features, status, body)) {
    return { kind: 'unavailable', reason: `status ${status}`, sent: status >= 500 };
  }
  if (status >= 400) return { kind: 'refusal', status, body };
  return { kind: 'answer', status, body };
}

// 401 and 403 mean that this node has another key than the rest, index_not_found that it lost an index
// which the catalogue knows: another replica may well answer. It comes with 404, or with 400 from
// a multi-search. So it may if this node has the index
// without its settings, as one that was wiped and then written to does.
function isUnavailable(status: number, body: string): boolean {
  if (status >= 500 || [401, 403, 408, 429].includes(status)) return true;
  if (status === 400 && body.includes(`\`${markers.shard}\` is not filterable`)) return true;
  return (status === 404 || status === 400) && body.includes('"code":"index_not_found"');
}
