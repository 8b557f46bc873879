import type { RouteShape, Shape } from './shape.ts';

/** Values of every kind, as they are in a query string. */
const values = [
  '',
  'true',
  'false',
  'text',
  '*',
  '0',
  '3',
  '-1',
  '1.5',
  '%2B3',
  '18446744073709551616',
  'a,b',
  '1,2',
  ',',
  'null',
  '%22text%22',
  '[]',
  '2024-01-01',
  '2024-01-01T00:00:00Z',
  'text:asc',
  'year%20%3E%201980',
];

/** Parameters without which a route looks at nothing else. */
const needed: Readonly<Record<string, string>> = {
  'GET /indexes/{uid}/similar': 'id=1&embedder=given',
};

/** Query strings, without `?`: every parameter with every kind of value, twice, and an unknown one. */
export function brokenQueries(route: RouteShape): readonly string[] {
  const base = needed[`${route.method} ${route.path}`];
  const queries = new Set<string>(['odd=1', base ?? '']);
  for (const [name, shape] of Object.entries(route.query ?? {})) {
    for (const value of [...values, ...choicesOf(shape)]) {
      queries.add(joined(base, name, value));
    }
    queries.add(`${joined(base, name, '1')}&${name}=2`);
    queries.add(joined(base, name.toUpperCase(), '1'));
  }
  return [...queries].filter((query) => query !== '');
}

function joined(base: string | undefined, name: string, value: string): string {
  const others = (base ?? '').split('&').filter((one) => one !== '' && !one.startsWith(`${name}=`));
  return [...others, `${name}=${value}`].join('&');
}

function choicesOf(shape: Shape): readonly string[] {
  if (shape.type === 'array') return choicesOf(shape.items);
  return shape.type === 'choice' ? shape.values.slice(0, 6) : [];
}
