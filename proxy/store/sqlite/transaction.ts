import { AssertionFailure } from '../../../engine/base/assert.ts';

/** What `work` answers when `run` runs it, as part of a transaction. */
export function resultOf<Value>(work: () => Value, run: (whole: () => void) => void): Value {
  const done: Value[] = [];
  run(() => {
    done.push(work());
  });
  for (const value of done) return value;
  throw new AssertionFailure('a transaction that has ended has done its work');
}
