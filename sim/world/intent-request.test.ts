import { expect, test } from 'vitest';
import { requestOf } from './intent-request.ts';

test('an operator asks with the admin key, others with theirs', () => {
  const body = { replication_factor: 2 };
  const path = '/_miroir/replication';
  expect(requestOf({ kind: 'administer', method: 'POST', path, body }, 'admin.0')).toEqual({
    method: 'POST',
    path,
    query: '',
    headers: { authorization: 'Bearer simAdminKey', 'content-type': 'application/json' },
    body: { kind: 'text', text: '{"replication_factor":2}' },
  });
  const stats = requestOf({ kind: 'index-stats', index: 'books' }, 'c0.0');
  expect(stats.headers).toEqual({ authorization: 'Bearer simClientKey' });
});

test('the query of a request of an operator is no part of its path', () => {
  const path = '/_miroir/nodes/n1?force=true';
  const request = requestOf({ kind: 'administer', method: 'DELETE', path, body: null }, 'admin.0');
  expect(request).toMatchObject({ path: '/_miroir/nodes/n1', query: 'force=true' });
  expect(request.headers).not.toHaveProperty('content-type');
  expect(request.body).toEqual({ kind: 'text', text: '' });
});
