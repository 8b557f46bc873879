import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { FaultItem } from './fault-item.ts';

/** The kinds of faults that generated plans are made of: all that a fleet must survive unrepaired. */
export const faultKinds = [
  'cut-node',
  'cut-one-way',
  'halves',
  'majority-ring',
  'refuse',
  'swizzle',
  'slow-link',
  'crash-node',
  'crash-proxy',
  'pause-node',
  'pause-proxy',
  'clock-jump',
  'disk-full',
  'slow-node',
  'client-dies',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** Who there is to be struck, and when. */
export interface FaultStyle {
  readonly proxies: readonly string[];
  readonly nodes: readonly string[];
  readonly clients: readonly string[];
  readonly chaosMs: number;
  readonly durationMsMax: number;
}

/** The fault number `number` of a plan, of one of the kinds that its profile has. */
export function generatedFault(
  draws: KeyedDraws,
  kinds: readonly [FaultKind, ...FaultKind[]],
  number: number,
  style: FaultStyle,
): FaultItem {
  const label = `fault ${number}`;
  const atMs = draws.below(`${label}/at`, style.chaosMs);
  const forMs = draws.between(`${label}/for`, 200, style.durationMsMax);
  const kind = draws.pick(`${label}/kind`, kinds);
  return makers[kind]({ draws, label, style, atMs, forMs });
}

/** A node forgets early in its part of the chaos time, so that it can recover before the next one does. */
export function generatedAmnesia(
  draws: KeyedDraws,
  number: number,
  { nodes, chaosMs, amnesias }: FaultStyle & { readonly amnesias: number },
): FaultItem {
  const label = `amnesia ${number}`;
  const partMs = Math.floor(chaosMs / amnesias);
  const fifthMs = Math.floor(partMs / 5);
  const atMs = number * partMs + draws.between(`${label}/at`, fifthMs, 2 * fifthMs);
  const node = nodes[draws.below(`${label}/whom`, nodes.length)] ?? '';
  if (draws.below(`${label}/kind`, 2) === 0) return { kind: 'wipe', atMs, node };
  const ageMs = draws.between(`${label}/age`, 1000, Math.min(15_000, atMs));
  return { kind: 'restore', atMs, node, ageMs };
}

interface Scope {
  readonly draws: KeyedDraws;
  readonly label: string;
  readonly style: FaultStyle;
  readonly atMs: number;
  readonly forMs: number;
}

const makers: Readonly<Record<FaultKind, (scope: Scope) => FaultItem>> = {
  'cut-node': (scope) => cut(scope, bothWays('*', aNode(scope))),
  'cut-one-way': (scope) => {
    const node = aNode(scope);
    return cut(scope, [scope.draws.below(scope.label, 2) === 0 ? `*>${node}` : `${node}>*`]);
  },
  halves: (scope) => cut(scope, betweenHalves(scope)),
  'majority-ring': (scope) => cut(scope, outsideRing(scope.style)),
  refuse: (scope) => ({ ...cut(scope, [`${aProxy(scope)}>${aNode(scope)}`]), refuse: true }),
  swizzle: ({ draws, label, style, atMs, forMs }) => {
    const struck = style.nodes.filter((name) => draws.below(`${label}/${name}`, 2) === 0);
    return { kind: 'swizzle', atMs, forMs, links: struck.map((name) => `*>${name}`) };
  },
  'slow-link': (scope) => {
    const { draws, label, atMs, forMs } = scope;
    const links = bothWays(aProxy(scope), aNode(scope));
    return { kind: 'slow-link', atMs, forMs, factor: draws.between(label, 5, 60), links };
  },
  'crash-node': (scope) => crash(scope, aNode(scope)),
  'crash-proxy': (scope) => crash(scope, aProxy(scope)),
  'pause-node': (scope) => pause(scope, aNode(scope)),
  'pause-proxy': (scope) => pause(scope, aProxy(scope)),
  'clock-jump': (scope) => {
    const byMs = scope.draws.between(scope.label, -90_000, 90_000);
    return { kind: 'clock-jump', atMs: scope.atMs, process: aProxy(scope), byMs };
  },
  'disk-full': (scope) => {
    const { atMs, forMs } = scope;
    return { kind: 'disk-full', atMs, node: aNode(scope), forMs };
  },
  'slow-node': (scope) => {
    const { draws, label, atMs, forMs } = scope;
    return {
      kind: 'slow-node',
      atMs,
      node: aNode(scope),
      forMs,
      factor: draws.between(label, 5, 40),
    };
  },
  'client-dies': (scope) => {
    return { kind: 'client-dies', atMs: scope.atMs, client: chosen(scope, scope.style.clients) };
  },
};

type Cut = Extract<FaultItem, { kind: 'cut' }>;

function cut({ atMs, forMs }: Scope, links: readonly string[]): Cut {
  return { kind: 'cut', atMs, forMs, links, refuse: false };
}

function crash({ atMs, forMs }: Scope, process: string): FaultItem {
  return { kind: 'crash', atMs, process, restartAfterMs: forMs };
}

function pause({ atMs, forMs }: Scope, process: string): FaultItem {
  return { kind: 'pause', atMs, process, forMs };
}

function bothWays(one: string, other: string): string[] {
  return [`${one}>${other}`, `${other}>${one}`];
}

function aNode(scope: Scope): string {
  return chosen(scope, scope.style.nodes);
}

function aProxy(scope: Scope): string {
  return chosen(scope, scope.style.proxies);
}

function chosen({ draws, label }: Scope, names: readonly string[]): string {
  return names[draws.below(`${label}/whom`, names.length)] ?? '';
}

/** Every link between one half of proxies and nodes and the other, both ways. */
function betweenHalves({ draws, label, style }: Scope): string[] {
  const all = [...style.proxies, ...style.nodes];
  const left = new Set(all.filter((name) => draws.below(`${label}/${name}`, 2) === 0));
  return all.flatMap((from) =>
    all.filter((to) => left.has(from) !== left.has(to)).map((to) => `${from}>${to}`),
  );
}

/** Every proxy sees most nodes, and no two proxies see the same ones. */
function outsideRing({ proxies, nodes }: FaultStyle): string[] {
  return proxies.flatMap((proxy, place) => {
    const unseen = nodes[place % nodes.length] ?? '';
    return [`${proxy}>${unseen}`, `${unseen}>${proxy}`];
  });
}
