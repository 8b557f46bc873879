import { describe, expect, test } from 'vitest';
import { MalformedRequest } from '../protocol/api-error.ts';
import { parseQuery } from '../protocol/routed-request.ts';
import { parseTaskFilter, parseTaskPage } from './parse.ts';

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

  test('the last of several values counts', () => {
    expect(parse('limit=x&uids=1&limit=2')).toMatchObject({ limit: 2, filter: { uids: [1] } });
  });

  test('the greatest limit is one less', () => {
    expect(parse('limit=4294967295')).toMatchObject({ limit: 4_294_967_294 });
  });

  test('a time may be any, or have any character before its hours', () => {
    expect(parse('afterEnqueuedAt=*&beforeStartedAt=2026-11-22%2001:00:00Z')).toMatchObject({
      filter: { beforeStartedAt: Date.UTC(2026, 10, 22, 1) },
    });
    expect(parse('afterEnqueuedAt=*')).toMatchObject({ filter: {} });
  });

  test.each(['', '&'])('%j selects no tasks', (query) => {
    expect(parseTaskFilter(parseQuery(query))).toBeUndefined();
  });

  test('what selects tasks has no pages', () => {
    expect(parseTaskFilter(parseQuery('uids=*&statuses=failed'))).toEqual({ statuses: ['failed'] });
    expect(() => parseTaskFilter(parseQuery('uids=1&limit=1'))).toThrow(MalformedRequest);
  });

  test.each([
    'limit=a',
    'limit=-1',
    'limit=1&limit=x',
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
