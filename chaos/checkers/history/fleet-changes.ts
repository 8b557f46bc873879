import type { Operation } from '../../../sim/trace/operation.ts';
import { isRecord, parseJson } from './json-value.ts';

/** What operators asked for, as far as it bears on how many replicas there must be. */
export interface FleetChanges {
  /** The replication factors that were asked for. */
  readonly factors: readonly number[];
  /** The nodes that a request named: to drain, to remove, to give up, to replace. */
  readonly nodes: ReadonlySet<string>;
  /** Those of them that were to be given up: what they know of writes may never be told. */
  readonly givenUp: ReadonlySet<string>;
  /** Whether something was to be removed whatever it takes away. */
  readonly isForced: boolean;
}

/** A request of any kind; requests to the fleet have a path and a body. */
interface AnyIntent {
  readonly kind: string;
  readonly path?: unknown;
  readonly body?: unknown;
}

/** Reads what operators asked for, whether it was done or not. */
export function fleetChangesIn(operations: readonly Operation[]): FleetChanges {
  const factors: number[] = [];
  const nodes = new Set<string>();
  const givenUp = new Set<string>();
  let isForced = false;
  for (const { intent } of operations) {
    const { kind, path, body }: AnyIntent = intent;
    if (kind !== 'administer' || typeof path !== 'string') continue;
    const fields = typeof body === 'string' ? parseJson(body) : body;
    const factor = isRecord(fields) ? fields['replication_factor'] : undefined;
    if (typeof factor === 'number') factors.push(factor);
    const node = /^\/_miroir\/nodes\/([^/?]+)/.exec(path)?.[1];
    if (node !== undefined) nodes.add(decodeURIComponent(node));
    if (node !== undefined && path.endsWith('/fail')) givenUp.add(decodeURIComponent(node));
    isForced ||= path.includes('force=true');
  }
  return { factors, nodes, givenUp, isForced };
}
