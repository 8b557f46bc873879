import { describe, expect, test } from 'vitest';
import type { Intent } from '../../sim/trace/operation.ts';
import { keysOf, TestRun, violationsOf } from './testing/history.ts';

const name = 'oracle_equal';
const body = '{"uid":1,"status":"succeeded","startedAt":"2026-01-01","batchUid":3,"rank":1.10}';

const taskQuestion: Intent = { kind: 'get-task', uid: 1 };

function messagesFor(
  expected: string,
  actual: string,
  { status = 200, isQuiet = true, intent = taskQuestion } = {},
): string[] {
  const run = new TestRun();
  const outcome = { kind: 'answer', status: 200, headers: {}, body: actual } as const;
  run.add(intent, outcome);
  const oracle = [{ operation: 'c0.0', status, body: expected }];
  return violationsOf(name, run.record({ isQuiet, oracle })).map(({ message }) => message);
}

describe('an answer', () => {
  test('equals that of one node but for moments and sizes', () => {
    expect(messagesFor(body, body)).toEqual([]);
    const later = body.replace('2026-01-01', '2027-02-02').replace('"batchUid":3', '"batchUid":44');
    expect(messagesFor(body, later)).toEqual([]);
    expect(messagesFor(body, body.replace('"2026-01-01"', 'null'))).toEqual([]);
    const stats = '{"rawDocumentDbSize":1,"avgDocumentSize":2,"numberOfDocuments":3}';
    expect(messagesFor(stats, stats.replace('1', '8').replace('2', '9'))).toEqual([]);
  });

  test('differs in a member, and says in which', () => {
    expect(messagesFor(body, body.replace('succeeded', 'failed'))).toEqual([
      'c0.0 (get-task) is not answered as by one node: .status is "failed" instead of "succeeded"',
    ]);
    expect(messagesFor('{"hits":[{"id":"a"}]}', '{"hits":[]}')[0]).toMatch(
      /\.hits\.0 is absent instead of \{"id":"a"\}/,
    );
  });

  test('differs in the order of members, and in the text of numbers', () => {
    expect(messagesFor('{"a":1,"b":2}', '{"b":2,"a":1}')[0]).toMatch(
      /body has members b,a instead of a,b/,
    );
    expect(messagesFor(body, body.replace('1.10', '1.1'))[0]).toMatch(/at character \d+: /);
  });

  test('may have the members of a document in another order, and of nothing else', () => {
    const intent: Intent = { kind: 'list-documents', index: 'i', offset: 0, limit: 2 };
    const listed = '{"results":[{"id":"a","v":1}],"total":1}';
    const reordered = '{"results":[{"v":1,"id":"a"}],"total":1}';
    expect(messagesFor(listed, reordered, { intent })).toEqual([]);
    expect(messagesFor(listed, reordered)).toHaveLength(1);
    const swapped = '{"total":1,"results":[{"id":"a","v":1}]}';
    expect(messagesFor(listed, swapped, { intent })).toHaveLength(1);
    const other = '{"results":[{"v":2,"id":"a"}],"total":1}';
    expect(messagesFor(listed, other, { intent })).toHaveLength(1);
  });

  test('differs in its status', () => {
    expect(messagesFor(body, body, { status: 202 })[0]).toMatch(/status 200 instead of 202/);
  });

  test('is compared in quiet runs only', () => {
    expect(messagesFor(body, '{}', { isQuiet: false })).toEqual([]);
    expect(keysOf(name, new TestRun().record({ isQuiet: true }))).toEqual([]);
  });
});
