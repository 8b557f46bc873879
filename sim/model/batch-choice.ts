import { unreachable } from '../../engine/base/assert.ts';
import type { NodeState } from './node-state.ts';
import type { Task, TaskContent } from './task.ts';

/**
 * The tasks of the next batch: those of the index with the oldest task that can be processed
 * together, as Meilisearch v1.21 groups them, and of these as many as `autobatch` says.
 */
export function chooseBatch(
  state: NodeState,
  autobatch: (available: number) => number,
): readonly Task[] | undefined {
  const { waiting } = state.tasks;
  const [first] = waiting;
  if (first === undefined) return undefined;
  const index = state.indexes.get(first.indexUid);
  const scope: IndexScope = {
    exists: index !== undefined,
    primaryKey: index?.primaryKey ?? null,
  };
  const own = waiting.filter((task) => task.indexUid === first.indexUid);
  const compatible = compatibleTasks(own, scope);
  const wanted = Math.floor(autobatch(compatible.length));
  return compatible.slice(0, Math.min(Math.max(1, wanted), compatible.length));
}

/** What Meilisearch knows of the index when it groups. */
interface IndexScope {
  readonly exists: boolean;
  readonly primaryKey: string | null;
}

type GroupKind =
  | 'additions'
  | 'deletions'
  | 'filter-deletions'
  | 'clear'
  | 'settings'
  | 'clear-settings';

/** What a batch is so far. */
interface Group {
  readonly kind: GroupKind;
  /** The primary key that its additions name; undefined if it has none. */
  readonly primaryKey: string | null | undefined;
  readonly mayCreateIndex: boolean;
}

function compatibleTasks(tasks: readonly Task[], scope: IndexScope): readonly Task[] {
  const [first, ...rest] = tasks;
  if (first === undefined) return [];
  const chosen = [first];
  let group = startGroup(first.content, scope);
  for (const task of rest) {
    if (group === undefined) break;
    if (task.content.kind === 'delete-index') {
      chosen.push(task);
      break;
    }
    group = extendGroup(group, task.content, scope);
    if (group !== undefined) chosen.push(task);
  }
  return chosen;
}

function startGroup(content: TaskContent, scope: IndexScope): Group | undefined {
  switch (content.kind) {
    case 'add': {
      const { primaryKey } = content;
      const agrees = scope.primaryKey === null || namesKey(primaryKey, scope.primaryKey);
      return agrees ? { kind: 'additions', primaryKey, mayCreateIndex: true } : undefined;
    }
    case 'delete-ids':
      return { kind: 'deletions', primaryKey: undefined, mayCreateIndex: false };
    case 'delete-filter':
      return { kind: 'filter-deletions', primaryKey: undefined, mayCreateIndex: false };
    case 'clear':
      return { kind: 'clear', primaryKey: undefined, mayCreateIndex: false };
    case 'settings':
      return { kind: 'settings', primaryKey: undefined, mayCreateIndex: !content.isReset };
    case 'create-index':
    case 'update-index':
    case 'delete-index':
    case 'cancel':
      return undefined;
    default:
      return unreachable(content);
  }
}

function extendGroup(group: Group, content: TaskContent, scope: IndexScope): Group | undefined {
  const mayCreateIndex =
    content.kind === 'add' || (content.kind === 'settings' && !content.isReset);
  if (!scope.exists && !group.mayCreateIndex && mayCreateIndex) return undefined;
  if (!keysAgree(group, content, scope)) return undefined;
  const kind = nextKind(group.kind, content);
  if (kind === undefined) return undefined;
  const primaryKey =
    content.kind === 'add' ? (group.primaryKey ?? content.primaryKey) : group.primaryKey;
  return { kind, primaryKey, mayCreateIndex: group.mayCreateIndex || mayCreateIndex };
}

function nextKind(kind: GroupKind, content: TaskContent): GroupKind | undefined {
  switch (content.kind) {
    case 'add':
      return kind === 'additions' || kind === 'deletions' ? 'additions' : undefined;
    case 'delete-ids':
      return kind === 'settings' ? undefined : kind;
    case 'delete-filter':
      if (kind === 'deletions') return 'filter-deletions';
      return kind === 'additions' || kind === 'settings' ? undefined : kind;
    case 'clear':
      return kind === 'settings' || kind === 'clear-settings' ? 'clear-settings' : 'clear';
    case 'settings':
      return kind === 'settings' || kind === 'clear-settings' ? kind : undefined;
    case 'create-index':
    case 'update-index':
    case 'delete-index':
    case 'cancel':
      return undefined;
    default:
      return unreachable(content);
  }
}

/** Whether the primary keys that a batch and a task name can go together. */
function keysAgree(group: Group, content: TaskContent, scope: IndexScope): boolean {
  if (content.kind !== 'add' || content.primaryKey === null) return true;
  const primaryKey = scope.primaryKey ?? group.primaryKey;
  return primaryKey === undefined || primaryKey === content.primaryKey;
}

function namesKey(named: string | null, primaryKey: string): boolean {
  return named === null || named === primaryKey;
}
