import type { EngineContext } from '../context.ts';
import type { Action } from '../keys/actions.ts';
import type { Access } from './access.ts';
import { type Answer, decodePercent, type RoutedRequest } from './routed-request.ts';

/** One route: who may use it and what answers it. */
export interface Route {
  readonly method: string;
  /** `/indexes/{uid}/search` */
  readonly template: string;
  readonly access: Access;
  /** What a client must be allowed to do; without one, a `client` route opens to the master key only. */
  readonly action?: Action;
  /** Answers at once, before the engine has started. */
  readonly immediate?: () => Answer;
  readonly handler?: Handler;
  /** Whether it only reads, so that it may be answered anew if what was read may be incomplete. */
  readonly isRepeatable?: boolean | undefined;
}

/** Makes a route of a family, for those who may use all of it. */
export type RouteMaker = (method: string, template: string, handler: Handler) => Route;

export type Handler = (context: EngineContext, request: RoutedRequest) => Promise<Answer>;

/** Routes by their number of path segments, so that a match looks at few of them. */
export interface RouteTable {
  readonly bySegmentCount: ReadonlyMap<number, readonly PreparedRoute[]>;
}

interface PreparedRoute {
  readonly route: Route;
  readonly segments: readonly string[];
}

export type RouteMatch =
  | {
      readonly kind: 'found';
      readonly route: Route;
      readonly parameters: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown-path' };

/**
 * Prepares routes for {@link matchRoute}. Where two templates fit a path, the one with fewer parameters
 * wins, then the earlier one.
 */
export function prepareRoutes(routes: readonly Route[]): RouteTable {
  const prepared = routes
    .map((route) => ({ route, segments: segmentsOf(route.template) }))
    .toSorted((left, right) => parameterCount(left) - parameterCount(right));
  return { bySegmentCount: Map.groupBy(prepared, ({ segments }) => segments.length) };
}

/** Finds the route of a request. Empty segments do not count, as in Meilisearch. */
export function matchRoute(table: RouteTable, method: string, path: string): RouteMatch {
  const segments = segmentsOf(path).map(decodePercent);
  const fitting = (table.bySegmentCount.get(segments.length) ?? []).filter((candidate) =>
    candidate.segments.every((part, at) => isParameter(part) || part === segments[at]),
  );
  // A literal path (documents/fetch) shadows a pattern (documents/{id}) even for other verbs.
  const [first] = fitting;
  if (first === undefined) return { kind: 'unknown-path' };
  const sameTemplate = fitting.filter(({ route }) => route.template === first.route.template);
  const found = sameTemplate.find(({ route }) => route.method === method);
  if (found === undefined) {
    const allowed = sameTemplate.map(({ route }) => route.method).toSorted();
    return { kind: 'wrong-method', allowed };
  }
  return { kind: 'found', route: found.route, parameters: parametersOf(found, segments) };
}

function parametersOf(
  { segments: template }: PreparedRoute,
  segments: readonly string[],
): Record<string, string> {
  const named = template.flatMap((part, at) =>
    isParameter(part) ? [[part.slice(1, -1), segments[at] ?? '']] : [],
  );
  return Object.fromEntries(named);
}

function isParameter(part: string): boolean {
  return part.startsWith('{');
}

function parameterCount({ segments }: PreparedRoute): number {
  return segments.filter(isParameter).length;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
