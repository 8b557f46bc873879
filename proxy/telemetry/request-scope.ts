import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<{ readonly requestId: string }>();

/** Runs `work`; everything logged by it, however late, belongs to the request `requestId`. */
export function withinRequest<Value>(
  requestId: string,
  work: () => Promise<Value>,
): Promise<Value> {
  return scope.run({ requestId }, work);
}

/** The request that the running code works for; undefined outside of any. */
export function currentRequestId(): string | undefined {
  return scope.getStore()?.requestId;
}
