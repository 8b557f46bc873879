import { Meilisearch, settleAll } from '../model/meilisearch.ts';
import type { Plan } from '../plan/plan.ts';
import type { Operation } from '../trace/operation.ts';
import type { OracleAnswer } from '../trace/record.ts';
import { requestOf } from './intent-request.ts';

/**
 * What one single Meilisearch answers to the operations of a quiet run, asked in the same order. Its
 * clock stands still, and its batches end at once.
 */
export function oracleAnswers(plan: Plan, operations: readonly Operation[]): OracleAnswer[] {
  const node = new Meilisearch({
    ranking: plan.fleet.ranking,
    masterKey: '',
    wallMs: () => 0,
    placeOfNew: 'after all',
    autobatch: () => 1,
  });
  return operations.flatMap(({ id, intent, outcome }) => {
    // A single node has no fleet to be changed.
    if (intent.kind === 'administer' || isUnfinishedTask(intent.kind, outcome)) return [];
    const { method, path, query, headers, body } = requestOf(intent, id);
    const reply = node.handle({
      method,
      path: query === '' ? path : `${path}?${query}`,
      contentType: headers['content-type'] ?? null,
      authorization: null,
      body: body.kind === 'text' ? body.text : '',
    });
    settleAll(node);
    return [{ operation: id, ...reply }];
  });
}

/** The oracle has always ended a task when it is asked. */
function isUnfinishedTask(kind: string, outcome: Operation['outcome']): boolean {
  if (kind !== 'get-task' || outcome.kind === 'lost') return false;
  return /"status":"(?:enqueued|processing)"/.test(outcome.body);
}
