import type { CallFailureKind } from '../../engine/ports/node-client.ts';

/** Error codes, of undici and of the operating system, after which part of a request was sent. */
const kindOfCode: Readonly<Record<string, CallFailureKind>> = {
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  UND_ERR_DESTROYED: 'reset',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_HEADERS_OVERFLOW: 'garbage',
  UND_ERR_NOT_SUPPORTED: 'garbage',
};

/** What an error of undici means for the call that it ended. `sent`: whether writing had begun. */
export function callFailureKind(error: unknown, sent: boolean): CallFailureKind {
  if (!sent) return 'refused';
  // The parser's errors are the only ones without a code of their own (undici 8).
  if (error instanceof Error && error.name === 'HTTPParserError') return 'garbage';
  // Whatever else happens to a connection in use leaves the outcome open, as a reset does.
  return kindOfCode[codeOf(error)] ?? 'reset';
}

/** One line about what went wrong, with its code. */
export function describeError(error: unknown): string {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return code === '' || message.includes(code) ? message : `${message} (${code})`;
}

function codeOf(error: unknown): string {
  const isCoded = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return isCoded ? String(error.code) : '';
}
