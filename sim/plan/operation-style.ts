import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { OperationItem } from './plan.ts';

/** How often clients do what, relative to each other. */
export interface OperationWeights {
  readonly search: number;
  readonly pages: number;
  readonly post: number;
  readonly put: number;
  readonly delete: number;
  readonly deleteByFilter: number;
  readonly clear: number;
  readonly getDocument: number;
  readonly listDocuments: number;
  readonly stats: number;
  readonly settings: number;
  readonly getSettings: number;
  readonly recreate: number;
  readonly swap: number;
  /** Writes that are canceled as soon as they are accepted. */
  readonly cancel: number;
}

/** What the operations of a run are made from. */
export interface OperationStyle {
  readonly weights: OperationWeights;
  readonly indexes: readonly [string, ...string[]];
  readonly keySpace: number;
  readonly documentsMax: number;
  readonly proxies: number;
  readonly retries: number;
  readonly timeoutMs: number;
  /** Of ten writes, so many are followed until their task has ended. */
  readonly followedOfTen: number;
}

/** An item that does what was `begun`, sent to a proxy that is drawn by its id. */
export function itemOf(
  begun: Pick<OperationItem, 'id' | 'client' | 'atMs' | 'intent'>,
  draws: KeyedDraws,
  { proxies, retries, timeoutMs }: OperationStyle,
): OperationItem {
  const proxy = draws.below(`${begun.id}/proxy`, proxies);
  return { kind: 'operation', ...begun, proxy, retries, timeoutMs };
}

/** Asks after the task of a write until it has ended. */
export function followOf(item: OperationItem): OperationItem {
  return { ...item, id: `${item.id}/task`, intent: { kind: 'follow-task', of: item.id } };
}
