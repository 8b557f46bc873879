/**
 * A failure that the person at the keyboard can do something about: the message is one that says
 * what is wrong and what to do, and is shown without a stack.
 */
export class Refusal extends Error {
  override name = 'Refusal';
}

/** Whether `error` is a failed system call with this code, such as `ENOENT`. */
export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
