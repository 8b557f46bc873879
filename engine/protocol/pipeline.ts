import type { EngineConfig } from '../config.ts';
import type { EngineContext } from '../context.ts';
import { NodeRefusal } from '../gather/call.ts';
import type { HttpRequest, HttpResponse } from '../ports/http.ts';
import type { Ports } from '../ports/ports.ts';
import { noteStoreFailure, StoreFailure } from '../sharing/store-failure.ts';
import { callerOf, type Credentials, readCredentials } from './access.ts';
import { ApiError, MalformedRequest, shardsMoved } from './api-error.ts';
import { explainRefusal } from './explain-refusal.ts';
import { type Handler, matchRoute, type Route, type RouteTable } from './route-table.ts';
import { type Answer, parseQuery, type RoutedRequest } from './routed-request.ts';
import { scrubErrorBody } from './scrub.ts';

/** What the pipeline needs besides the request. */
export interface PipelineScope {
  readonly ports: Ports;
  readonly config: EngineConfig;
  readonly routes: RouteTable;
  readonly started: Promise<EngineContext>;
}

/** Routes a request, checks its key, lets its family answer, and dresses the answer. Never rejects. */
export async function handleRequest(
  scope: PipelineScope,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { clock, trace } = scope.ports;
  const startMs = clock.monoMs();
  const match = matchRoute(scope.routes, request.method, request.path);
  const template = match.kind === 'found' ? match.route.template : match.kind;
  const answer = await answerOf(scope, request, match);
  const { status } = answer;
  const durationMs = clock.monoMs() - startMs;
  trace.note({ kind: 'request', method: request.method, route: template, status, durationMs });
  return dress(answer);
}

async function answerOf(
  scope: PipelineScope,
  request: HttpRequest,
  match: ReturnType<typeof matchRoute>,
): Promise<Answer> {
  if (match.kind === 'unknown-path') return { status: 404, body: '' };
  if (match.kind === 'wrong-method') {
    return { status: 405, body: '', headers: { allow: match.allowed.join(', ') } };
  }
  const { route, parameters } = match;
  const received: ReceivedRequest = {
    http: request,
    template: route.template,
    parameters,
    query: parseQuery(request.query),
  };
  try {
    const { config, ports } = scope;
    const credentials = readCredentials({ config, signatures: ports.signatures }, request, route);
    if (route.immediate !== undefined) {
      refuseTooLarge(request);
      return route.immediate();
    }
    return await answerByFamily(scope, route, { received, credentials });
  } catch (error) {
    return errorAnswer(scope, route, error);
  }
}

/** A request before it is known who sent it. */
type ReceivedRequest = Omit<RoutedRequest, 'caller'>;

/** A request with the credentials that came with it. */
interface Visit {
  readonly received: ReceivedRequest;
  readonly credentials: Credentials;
}

async function answerByFamily(scope: PipelineScope, route: Route, visit: Visit): Promise<Answer> {
  const context = await scope.started;
  try {
    const { handler } = route;
    if (handler === undefined) return { status: 404, body: '' };
    return await context.searches.during(route.template, () =>
      answerByKnowledge(context, { ...route, handler }, visit),
    );
  } catch (error) {
    if (error instanceof MalformedRequest) return explainRefusal(context, visit.received, error);
    if (!(error instanceof NodeRefusal)) throw error;
    const { status, body, stale, isScrubbed } = error;
    throw new NodeRefusal(status, context.catalogue.inNames(body), stale, isScrubbed);
  }
}

type Answerer = Pick<Route, 'isRepeatable' | 'action'> & { readonly handler: Handler };

/** Names who sent a request, by the keys of now. Throws if the route is closed to it. */
function admitted(context: EngineContext, route: Answerer, visit: Visit): RoutedRequest {
  const { received, credentials } = visit;
  const { ports, config, keys } = context;
  const { signatures } = ports;
  const access = { config, signatures, keys, wallMs: ports.clock.wallMs() };
  const caller = callerOf(access, credentials, route, received);
  refuseTooLarge(received.http);
  return { ...received, caller };
}

/** How often an answer is thrown away because shards have changed their places meanwhile. */
const repetitionsMax = 3;

/**
 * Has a family answer with what the store holds now. While this proxy has its session, what it reads
 * from stays where it is until the answer is complete. If it loses the session meanwhile, nobody waits
 * for it any more: what it has read is good only if no shard has changed its place.
 */
async function answerByKnowledge(
  context: EngineContext,
  answerer: Answerer,
  visit: Visit,
): Promise<Answer> {
  const { handler, isRepeatable } = answerer;
  const { shared, session } = context;
  for (let repetition = 0; ; repetition += 1) {
    // Other proxies may have changed what this one knows.
    await shared.refresh();
    const done = shared.use();
    const held = session.trusted();
    const { placementRevision } = shared;
    try {
      const answer = await handler(context, admitted(context, answerer, visit));
      if (isRepeatable !== true || (held !== undefined && session.holds(held))) return answer;
      await shared.refresh();
      if (shared.placementRevision === placementRevision) return answer;
      if (repetition === repetitionsMax) throw shardsMoved();
    } finally {
      done();
    }
  }
}

function errorAnswer(scope: PipelineScope, route: Route, error: unknown): Answer {
  if (error instanceof ApiError) {
    return { status: error.status, body: JSON.stringify(error.body()) };
  }
  if (error instanceof NodeRefusal) {
    return {
      status: error.status,
      body: error.isScrubbed ? error.body : scrubErrorBody(error.body),
    };
  }
  if (error instanceof StoreFailure) noteStoreFailure(scope.ports.trace, error);
  else scope.ports.trace.note({ kind: 'bug', where: route.template, message: describe(error) });
  const internal = new ApiError(500, 'internal', 'internal', 'An internal error has occurred.');
  return { status: 500, body: JSON.stringify(internal.body()) };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function refuseTooLarge({ body }: HttpRequest): void {
  if (body.kind === 'too-large') throw payloadTooLarge(body.limitBytes);
}

function payloadTooLarge(limitBytes: number): ApiError {
  const mebibytes = (limitBytes / 1024 / 1024).toFixed(2).replace(/\.?0+$/, '');
  return new ApiError(
    413,
    'payload_too_large',
    'invalid_request',
    `The provided payload reached the size limit. The maximum accepted payload size is ${mebibytes} MiB.`,
  );
}

function dress(answer: Answer): HttpResponse {
  const contentType: Record<string, string> =
    answer.body === '' ? {} : { 'content-type': 'application/json' };
  const { headers, ...rest } = answer;
  return { ...rest, headers: { ...contentType, ...headers } };
}
