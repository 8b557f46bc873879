import type { Operation } from '../../../sim/trace/operation.ts';

/** What an answer says of its own gaps. */
export interface Coverage {
  /** The text of `X-Miroir-Degraded`; null if there is none. */
  readonly header: string | null;
  /** The replica groups that it names. */
  readonly groups: ReadonlySet<number>;
  /** The shards that it names; `all` if it names none in particular. */
  readonly shards: ReadonlySet<number> | 'all';
}

const complete: Coverage = { header: null, groups: new Set(), shards: new Set() };

/** Reads `groups=0,1; shards=3,7` or `shards=3` of an answer. */
export function coverageOf({ outcome }: Operation): Coverage {
  const header = outcome.kind === 'answer' ? outcome.headers['x-miroir-degraded'] : undefined;
  if (header === undefined) return complete;
  return {
    header,
    groups: numbersAfter('groups', header) ?? new Set(),
    shards: numbersAfter('shards', header) ?? 'all',
  };
}

/** Whether an answer promises nothing for a shard. */
export function isExcused({ shards }: Coverage, shard: number): boolean {
  return shards === 'all' || shards.has(shard);
}

function numbersAfter(name: string, header: string): ReadonlySet<number> | null {
  const list = new RegExp(String.raw`\b${name}=([\d,]+)`).exec(header)?.[1];
  return list === undefined ? null : new Set(list.split(',').map(Number));
}
