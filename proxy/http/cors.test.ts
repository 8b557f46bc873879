import { describe, expect, test } from 'vitest';
import { corsHeaders, preflightResponse } from './cors.ts';

const origin = 'https://shop.example';
const asks = (method: string) => ({
  method: 'OPTIONS',
  headers: { 'access-control-request-method': method },
});

describe('leave to send a request', () => {
  test('is given to whoever asks for it, also without an origin', () => {
    expect(preflightResponse(asks('PATCH'))?.status).toBe(200);
    expect(corsHeaders(asks('PATCH'))['access-control-allow-origin']).toBe('*');
  });

  test('is refused for a method that nobody knows, without a word about origins', () => {
    expect(preflightResponse(asks('BREW'))).toMatchObject({ status: 400, headers: {} });
    expect(corsHeaders({ ...asks('BREW'), headers: { ...asks('BREW').headers, origin } })).toEqual(
      {},
    );
  });

  test.each(['', 'a b', 'P(OST'])('is not what somebody asks for with %j', (method) => {
    expect(preflightResponse(asks(method))).toBeUndefined();
    expect(corsHeaders(asks(method))).not.toHaveProperty('access-control-allow-origin');
  });

  test('is not what another request than OPTIONS asks for', () => {
    expect(preflightResponse({ ...asks('PATCH'), method: 'GET' })).toBeUndefined();
  });
});
