import { describe, expect, test } from 'vitest';
import { MalformedRequest } from '../protocol/api-error.ts';
import { parseQuery } from '../protocol/routed-request.ts';
import { parseTaskPage } from './parse.ts';

function parse(query: string): unknown {
  return parseTaskPage(parseQuery(query));
}

describe('the query of GET /tasks', () => {
  test('has defaults', () => {
    expect(parse('')).toEqual({ filter: {}, from: null, limit: 20, reverse: false });
  });

  test('pages', () => {
    expect(parse('from=7&limit=0&reverse=true')).toMatchObject({
      from: 7,
      limit: 0,
      reverse: true,
    });
  });

  test('lists are split, names match in any case, `*` means any', () => {
    expect(parse('uids=1,mtask-2&statuses=Failed,succeeded&types=*&indexUids=a,b')).toMatchObject({
      filter: { uids: [1, 2], statuses: ['failed', 'succeeded'], indexUids: ['a', 'b'] },
    });
  });

  test('empty items do not count, so that an empty list names no task', () => {
    expect(parse('uids=&types=,&statuses=failed,')).toMatchObject({
      filter: { uids: [], types: [], statuses: ['failed'] },
    });
  });

  test('a bare date means its end in an after-filter and its start in a before-filter', () => {
    expect(parse('afterEnqueuedAt=2026-11-22&beforeFinishedAt=2026-11-22')).toMatchObject({
      filter: {
        afterEnqueuedAt: Date.UTC(2026, 10, 23),
        beforeFinishedAt: Date.UTC(2026, 10, 22),
      },
    });
  });

  test.each([
    'limit=a',
    'limit=-1',
    'limit=1&limit=2',
    'reverse=1',
    'uids=a',
    'uids=*,a',
    'uids=%201',
    'uids=4294967296',
    'statuses=done',
    'types=x',
    'indexUids=a%20b',
    'afterEnqueuedAt=now',
    'color=blue',
  ])('%s is refused', (query) => {
    expect(() => parse(query)).toThrow(MalformedRequest);
  });
});
