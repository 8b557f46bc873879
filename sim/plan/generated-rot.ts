import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { FaultItem } from './fault-item.ts';

/** Whose documents may rot, and how long clients work. */
export interface RotStyle {
  readonly rots: number;
  readonly chaosMs: number;
  readonly nodes: readonly string[];
  readonly indexes: readonly [string, ...string[]];
}

/** Long enough for all replicas to be compared in between. */
const betweenRotsMs = 20_000;

/** Documents of a node rot once clients have ended, and those of another perhaps when these are repaired. */
export function generatedRots(
  draws: KeyedDraws,
  { rots, chaosMs, nodes, indexes }: RotStyle,
): readonly FaultItem[] {
  return Array.from({ length: rots }, (_, number): FaultItem => {
    const label = `rot ${number}`;
    const atMs = firstRotMs(chaosMs) + number * betweenRotsMs;
    const node = nodes[draws.below(`${label}/whom`, nodes.length)] ?? '';
    const index = draws.pick(`${label}/index`, indexes);
    const documents = draws.between(`${label}/documents`, 1, 6);
    const rot = { kind: 'rot', atMs, node, index, documents } as const;
    if (draws.below(`${label}/what`, 3) === 0) return { ...rot, what: 'lose' };
    const keptAtMs = draws.between(`${label}/kept`, chaosMs / 5, chaosMs);
    return { ...rot, what: 'revert', ageMs: atMs - keptAtMs };
  });
}

/** When a plan heals, whose clients work for `chaosMs`: after all that rots has rotted. */
export function healingMs({ rots, chaosMs }: Pick<RotStyle, 'rots' | 'chaosMs'>): number {
  return rots === 0 ? chaosMs : firstRotMs(chaosMs) + (rots - 1) * betweenRotsMs + 500;
}

/** Clients end at about `chaosMs`, and rarely half of it later. */
function firstRotMs(chaosMs: number): number {
  return Math.floor(1.5 * chaosMs) + 4000;
}
