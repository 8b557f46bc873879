import { markdownTable } from 'markdown-table';
import type { RouteShape, Shape } from '../generated/shape.ts';
import type { Treatments } from './treatment.ts';

const start = '<!-- table: npm run compatibility -->';
const end = '<!-- end of table -->';
const generatedTest = 'chaos/compatibility/differential.meili.test.ts';

/**
 * The text of the page with a row for each route and each parameter. Throws if a treatment is about
 * something that no route has.
 */
export function withTable(
  text: string,
  routes: readonly RouteShape[],
  treatments: Treatments,
): string {
  const from = text.indexOf(start) + start.length;
  const until = text.indexOf(end);
  if (from < start.length || until < from) throw new Error('the page has no place for the table');
  const names = routes.flatMap(namesOf);
  const strangers = Object.keys(treatments).filter((name) => !names.includes(name));
  if (strangers.length > 0) throw new Error(`no route has ${strangers.join(', ')}`);
  const rows = names.map((name) => rowOf(name, treatments));
  const table = markdownTable([['Route and parameter', 'Miroir', 'Shown by'], ...rows]);
  return `${text.slice(0, from)}\n\n${table}\n\n${text.slice(until)}`;
}

/** A route, and each parameter of its query and its body. */
function namesOf(route: RouteShape): readonly string[] {
  const name = `${route.method} ${route.path}`;
  const parameters = new Set([...Object.keys(route.query ?? {}), ...membersOf(route.body)]);
  return [name, ...[...parameters].map((parameter) => `${name} ${parameter}`)];
}

function membersOf(shape: Shape | undefined): readonly string[] {
  if (shape?.type === 'array') return membersOf(shape.items);
  return shape?.type === 'object' ? Object.keys(shape.members) : [];
}

function rowOf(name: string, treatments: Treatments): readonly string[] {
  const [method = '', path = '', parameter] = name.split(' ');
  const whole = treatments[`${method} ${path}`];
  const own = treatments[name] ?? (whole?.kind === 'refused' ? whole : undefined);
  const { kind, note, test } = own ?? { kind: 'exact', test: whole?.test };
  const what = parameter === undefined ? `\`${method} ${path}\`` : `… \`${parameter}\``;
  return [what, note === undefined ? kind : `${kind}: ${note}`, `\`${test ?? generatedTest}\``];
}
