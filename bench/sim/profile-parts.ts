import { type Profiler, Session } from 'node:inspector/promises';

/** The parts of a run by the folders of their code, the more particular ones first. */
const parts: readonly (readonly [string, RegExp])[] = [
  ['model ranking', /\/sim\/model\/ranking\//],
  ['model', /\/sim\/model\//],
  ['kernel', /\/sim\/kernel\//],
  ['world and plans', /\/sim\//],
  ['checkers', /\/chaos\//],
  ['engine', /\/engine\//],
  ['store', /\/proxy\/store\/|better-sqlite3/],
];

/** Runs `work` under V8's sampling profiler; answers the share of its time by part, in hundredths. */
export async function profileParts(
  work: () => Promise<unknown>,
): Promise<Readonly<Record<string, number>>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return sharesOf(profile);
}

function sharesOf({ nodes, samples = [] }: Profiler.Profile): Readonly<Record<string, number>> {
  const partOf = new Map<number, string>();
  const parents = new Map<number, Profiler.ProfileNode>();
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node);
  for (const node of nodes) partOf.set(node.id, partOfNode(node, parents));
  const counts = new Map<string, number>();
  for (const sample of samples) {
    const part = partOf.get(sample) ?? 'rest';
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  counts.delete('idle');
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return Object.fromEntries(
    [...counts]
      .toSorted(([, left], [, right]) => right - left)
      .map(([part, count]) => [part, Math.round((count / total) * 100)]),
  );
}

/** Code of the language itself counts for whoever called it. */
function partOfNode(
  node: Profiler.ProfileNode,
  parents: ReadonlyMap<number, Profiler.ProfileNode>,
): string {
  const { functionName, url } = node.callFrame;
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage collection';
  const found = parts.find(([, pattern]) => pattern.test(url));
  if (found !== undefined) return found[0];
  const parent = parents.get(node.id);
  return parent === undefined ? 'rest' : partOfNode(parent, parents);
}
