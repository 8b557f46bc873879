/** An assertion that failed: always a bug of ours, never the caller's mistake. */
export class AssertionFailure extends Error {
  override name = 'AssertionFailure';
}

/** Throws {@link AssertionFailure} with `message` unless `condition` holds. Stays on in production. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** Returns `value`, which must be present; throws {@link AssertionFailure} naming `what` otherwise. */
export function must<Value>(value: Value | undefined | null, what: string): Value {
  if (value === undefined || value === null) throw new AssertionFailure(`missing: ${what}`);
  return value;
}

/** Marks a branch that the types prove impossible; throws {@link AssertionFailure} if it is reached. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unreachable: ${String(value)}`);
}
