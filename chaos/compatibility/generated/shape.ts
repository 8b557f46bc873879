import { readFileSync } from 'node:fs';

/** What Meilisearch's own description of its API says of a value. */
export type Shape = { readonly nullable?: boolean } & (
  | { readonly type: 'any' | 'string' | 'integer' | 'number' | 'boolean' }
  | { readonly type: 'choice'; readonly values: readonly string[] }
  | { readonly type: 'array' | 'map'; readonly items: Shape }
  | { readonly type: 'object'; readonly members: Readonly<Record<string, Shape>> }
  | { readonly type: 'either'; readonly of: readonly Shape[] }
);

/** A route with the shapes of what may be sent to it. */
export interface RouteShape {
  readonly method: string;
  /** With places like `{uid}`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, Shape>>;
  readonly body?: Shape;
}

/**
 * Every route of v1.21 as its OpenAPI description tells it, without its prose; what that lacks (chats,
 * documents of tasks) is added.
 */
export function readRouteShapes(): readonly RouteShape[] {
  const text = readFileSync(new URL('api-shapes.json', import.meta.url), 'utf8');
  // The file is a part of this program, and is read as it was written.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { routes } = JSON.parse(text) as { readonly routes: readonly RouteShape[] };
  return routes;
}
