import type { EngineContext } from '../context.ts';
import { askAnyNode } from '../gather/any-node.ts';
import type { MalformedRequest } from './api-error.ts';
import { acceptances, dryReplay, type UnsignedRequest } from './dry-replay.ts';
import type { Answer } from './routed-request.ts';
import { scrubErrorBody } from './scrub.ts';

/**
 * Has a node say what is wrong with a request that Miroir cannot read (docs/decisions/0003). The
 * request is replayed with an index uid that no index can have, so that nothing can come of it.
 */
export async function explainRefusal(
  context: EngineContext,
  request: UnsignedRequest,
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
export async function dryRun(
  context: EngineContext,
  request: UnsignedRequest,
): Promise<DryVerdict> {
  const replay = dryReplay(request);
  if (replay === undefined) return { kind: 'unknown' };
  const answer = await askAnyNode(context, replay, 'explain-refusal');
  if (answer?.kind !== 'refusal') return { kind: 'unknown' };
  const { status, body } = answer;
  if (acceptances.some((words) => body.includes(words))) return { kind: 'acceptable' };
  return { kind: 'refused', answer: { status, body: scrubErrorBody(body) } };
}
