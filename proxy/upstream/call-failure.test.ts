import { describe, expect, test } from 'vitest';
import { callFailureKind, describeError } from './call-failure.ts';

function coded(code: string, message = 'it went wrong'): Error {
  return Object.assign(new Error(message), { code });
}

describe('the kind of a failed call', () => {
  test('is `refused` whenever nothing was sent', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_SOCKET']) {
      expect(callFailureKind(coded(code), false)).toBe('refused');
    }
  });

  test.each([
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'timeout'],
    ['ECONNRESET', 'reset'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'reset'],
    ['UND_ERR_HEADERS_OVERFLOW', 'garbage'],
  ])('of %s is `%s` once something was sent', (code, kind) => {
    expect(callFailureKind(coded(code), true)).toBe(kind);
  });

  test('is `garbage` when the parser of HTTP gave up', () => {
    const error = Object.assign(new Error('Expected HTTP/'), { name: 'HTTPParserError' });
    expect(callFailureKind(error, true)).toBe('garbage');
  });

  test('is `reset` when nobody knows better', () => {
    expect(callFailureKind(new Error('what?'), true)).toBe('reset');
    expect(callFailureKind('not even an error', true)).toBe('reset');
  });
});

describe('the description of an error', () => {
  test('names its code once', () => {
    expect(describeError(coded('EPIPE', 'write EPIPE'))).toBe('write EPIPE');
    expect(describeError(coded('UND_ERR_SOCKET', 'other side closed'))).toBe(
      'other side closed (UND_ERR_SOCKET)',
    );
    expect(describeError('text')).toBe('text');
  });
});
