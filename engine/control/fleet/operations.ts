import type { EngineContext } from '../../context.ts';
import { limits } from '../../limits.ts';
import type { FleetOperation, OperationKind } from '../../ports/fleet-store.ts';
import {
  type Answer,
  jsonAnswer,
  queryValue,
  type RoutedRequest,
} from '../../protocol/routed-request.ts';
import { malformedWish, operationNotFound } from './fleet-errors.ts';

/** `GET /_miroir/operations`: changes of the fleet, the newest first. */
export async function listOperations(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const operations = await context.ports.store.listOperations(limitOf(request));
  return jsonAnswer(200, { results: operations.map(renderOperation) });
}

/** `GET /_miroir/operations/{id}`; throws `miroir_operation_not_found`. */
export async function getOperation(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const text = request.parameters['id'] ?? '';
  const operation = /^[1-9]\d{0,14}$/.test(text)
    ? await context.ports.store.getOperation(Number(text))
    : undefined;
  if (operation === undefined) throw operationNotFound(text);
  return jsonAnswer(200, renderOperation(operation));
}

/** An operation as clients see it. */
export function renderOperation(operation: FleetOperation): object {
  return {
    miroir_task_id: operation.id,
    kind: operation.kind,
    subject: operation.subject,
    status: operation.status,
    replicas_to_move: operation.replicasToMove,
    started_at: operation.startedAt,
    finished_at: operation.finishedAt,
  };
}

/** What is answered where everything is as it is asked for, and nothing is noted. */
export function renderUnchanged(kind: OperationKind, subject: string): object {
  return {
    miroir_task_id: null,
    kind,
    subject,
    status: 'unchanged',
    replicas_to_move: 0,
    started_at: null,
    finished_at: null,
  };
}

/** The operation that is under way; undefined if there is none. */
export async function runningOperation(
  context: EngineContext,
): Promise<FleetOperation | undefined> {
  const [newest] = await context.ports.store.listOperations(1);
  return newest?.status === 'running' ? newest : undefined;
}

function limitOf(request: RoutedRequest): number {
  const text = queryValue(request.query, 'limit') ?? '20';
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= limits.operationsListedMax) return limit;
  throw malformedWish(
    `\`limit\` is ${JSON.stringify(text)}; right would be a whole number from 1 to ${limits.operationsListedMax}.`,
  );
}
