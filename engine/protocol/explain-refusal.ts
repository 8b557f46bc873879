import type { EngineContext } from '../context.ts';
import { callNode } from '../gather/call.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { MalformedRequest } from './api-error.ts';
import { type Answer, bodyText, type RoutedRequest } from './routed-request.ts';
import { scrubErrorBody } from './scrub.ts';

/**
 * Has a node say what is wrong with a request that Miroir cannot read (docs/decisions/0003). The
 * request is replayed with an index uid that no index can have, so that nothing can come of it.
 */
export async function explainRefusal(
  context: EngineContext,
  request: RoutedRequest,
  malformed: MalformedRequest,
): Promise<Answer> {
  const verdict = await dryRun(context, request);
  if (verdict.kind === 'refused') return verdict.answer;
  const { fallback } = malformed;
  return { status: fallback.status, body: JSON.stringify(fallback.body()) };
}

/** What a node makes of a request when nothing can come of it. `unknown`: no node could be asked. */
export type DryVerdict =
  | { readonly kind: 'refused'; readonly answer: Answer }
  | { readonly kind: 'acceptable' }
  | { readonly kind: 'unknown' };

/** Has a node check a request for Miroir, as {@link explainRefusal} does. */
export async function dryRun(context: EngineContext, request: RoutedRequest): Promise<DryVerdict> {
  const replay = dryReplay(request);
  if (replay === undefined) return { kind: 'unknown' };
  const nodes = context.cluster.memberNodes().toSorted((left, right) => {
    return Number(context.cluster.isSuspect(left)) - Number(context.cluster.isSuspect(right));
  });
  for (const node of nodes) {
    if (!context.cluster.isUp(node)) continue;
    const answer = await callNode(context, node, replay, 'explain-refusal');
    if (answer.kind !== 'refusal') continue;
    if (answer.body.includes(impossibleUidMessage)) return { kind: 'acceptable' };
    const { status, body } = answer;
    return { kind: 'refused', answer: { status, body: scrubErrorBody(body) } };
  }
  return { kind: 'unknown' };
}

/** No index can be called so: a node refuses it before it does anything. */
const impossibleUid = '!';
const impossibleUidMessage = `\`${impossibleUid}\` is not a valid index uid`;

/** The client's request, aimed at nothing; undefined when its route has no harmless form. */
function dryReplay(request: RoutedRequest): NodeRequest | undefined {
  const { method, headers, query, path } = request.http;
  if (!isMethod(method)) return undefined;
  // What a creation may say, an update may say as well, and an update has a uid in its path.
  if (request.template === '/indexes' && method === 'POST') {
    return dryReplay({
      ...request,
      template: '/indexes/{uid}',
      http: { ...request.http, method: 'PATCH', path: '/indexes/%21' },
    });
  }
  const onIndex = request.template.startsWith('/indexes/{uid}');
  if (!onIndex && method !== 'GET') return undefined;
  const dryPath = onIndex ? path.replace(/^\/+indexes\/+[^/]+/, '/indexes/%21') : path;
  const body = bodyText(request);
  const contentType = headers['content-type'];
  return {
    method,
    path: query === '' ? dryPath : `${dryPath}?${query}`,
    ...(method === 'GET' ? {} : { body }),
    ...(contentType === undefined ? {} : { contentType }),
  };
}

function isMethod(method: string): method is NodeRequest['method'] {
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method);
}
