import type { CancelToken } from '../base/cancel.ts';
import type { NodeId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { until } from '../movement/repair/index-turn.ts';
import type { KnownTask } from '../movement/restored/node-memory.ts';
import { callNode, type NodeAnswer } from './call.ts';

/** The task that a node has enqueued, by its answer; undefined if it has not. */
export function enqueuedTask(answer: NodeAnswer): KnownTask | undefined {
  if (answer.kind !== 'answer') return undefined;
  const uid = /"taskUid"\s*:\s*(\d+)/.exec(answer.body)?.[1];
  const enqueuedAt = /"enqueuedAt"\s*:\s*"([^"]*)"/.exec(answer.body)?.[1];
  return uid === undefined ? undefined : { uid: Number(uid), enqueuedAt };
}

/** A task of a node that has ended. */
export interface EndedTask {
  readonly kind: 'ended';
  readonly status: string;
  readonly error: NodeError | null;
  /** RFC 3339, as the node says. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** What a node says of a failure. */
export interface NodeError {
  readonly message: string;
  readonly code: string;
  readonly type: string;
  readonly link: string;
}

/** `gone`: the node is down, or does not know it any more; `open`: it has not ended in time. */
export type TaskEnd = EndedTask | { readonly kind: 'gone' } | { readonly kind: 'open' };

/** How long a task is waited for, and what is done before each look. */
export interface TaskWait {
  readonly patienceMs: number;
  readonly cancel?: CancelToken;
  readonly beforeLook?: () => Promise<void>;
}

/** Waits for the end of a task of a node. */
export async function awaitTask(
  context: EngineContext,
  node: NodeId,
  uid: number,
  { patienceMs, cancel, beforeLook }: TaskWait,
): Promise<TaskEnd> {
  const request = { method: 'GET', path: `/tasks/${uid}` } as const;
  const found: { end: TaskEnd } = { end: { kind: 'open' } };
  const hasEnded = async (): Promise<boolean> => {
    await beforeLook?.();
    if (!context.cluster.isUp(node)) found.end = { kind: 'gone' };
    else {
      const deadlineMs = context.config.health.timeoutMs;
      found.end = endOf(await callNode(context, node, request, 'tasks', deadlineMs));
    }
    return found.end.kind !== 'open';
  };
  await until(context, patienceMs, hasEnded, cancel);
  return found.end;
}

function endOf(answer: NodeAnswer): TaskEnd {
  if (answer.kind === 'refusal') return { kind: 'gone' };
  if (answer.kind === 'unavailable') return { kind: 'open' };
  const task: Omit<EndedTask, 'kind'> = JSON.parse(answer.body);
  const { status, error, startedAt, finishedAt } = task;
  if (status === 'enqueued' || status === 'processing') return { kind: 'open' };
  return { kind: 'ended', status, error, startedAt, finishedAt };
}
