import { describe, expect, test } from 'vitest';
import type { ClientTask, NodeTask } from '../ports/task-store.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { countDeleted } from './deleted-count.ts';

const { ports } = testPorts(() => ({ kind: 'failure', failure: 'refused', message: '' }));
const context = testContext(ports);

function task(type: ClientTask['type'], details: string | null): ClientTask {
  return {
    uid: 1,
    indexUid: testIndex().uid,
    type,
    status: 'processing',
    phase: 'dispatched',
    enqueuedAt: '',
    startedAt: null,
    finishedAt: null,
    details,
    error: null,
    effect: { kind: 'none' },
    foregone: null,
    nodeTasks: [],
    session: 1,
    previous: null,
  };
}

function nodeTask(node: string, shards: readonly number[], succeeded = true): NodeTask {
  return { node, taskUid: 1, shards, status: succeeded ? 'succeeded' : 'failed' };
}

const details = '{"providedIds":0,"deletedDocuments":null,"originalFilter":"\\"x = 1\\""}';

describe('the number of deleted documents', () => {
  test('counts each document once, whatever its copies', () => {
    const nodeTasks = [nodeTask('a', [0, 1]), nodeTask('b', [1, 2]), nodeTask('c', [0, 2])];
    const counted = countDeleted(context, task('documentDeletion', details), {
      deletedDocuments: 10,
      nodeTasks,
    });
    expect(counted).toBe(details.replace('null', '5'));
  });

  test('leaves out the replicas that failed', () => {
    const nodeTasks = [nodeTask('a', [0]), nodeTask('b', [0], false)];
    const ended = { deletedDocuments: 3, nodeTasks };
    expect(countDeleted(context, task('documentDeletion', details), ended)).toContain(
      '"deletedDocuments":3',
    );
  });

  test('leaves out what a node is only being given', () => {
    const given: NodeTask = { ...nodeTask('c', [0]), incoming: true };
    const ended = {
      deletedDocuments: 6,
      nodeTasks: [nodeTask('a', [0]), nodeTask('b', [0]), given],
    };
    expect(countDeleted(context, task('documentDeletion', details), ended)).toContain(
      '"deletedDocuments":3',
    );
  });

  test('is the nearest whole number where copies differ', () => {
    const nodeTasks = [nodeTask('a', [0, 1]), nodeTask('b', [0])];
    const ended = { deletedDocuments: 10, nodeTasks };
    expect(countDeleted(context, task('documentDeletion', details), ended)).toContain(
      '"deletedDocuments":7',
    );
  });

  test('of an index goes by the replicas of its shards', () => {
    const nodes = ['meili-0', 'meili-1', 'meili-2'].map((node) => nodeTask(node, []));
    const deletion = task('indexDeletion', '{"deletedDocuments":null}');
    expect(countDeleted(context, deletion, { deletedDocuments: 12, nodeTasks: nodes })).toBe(
      '{"deletedDocuments":6}',
    );
  });

  test('is none when nothing was sent or said', () => {
    const ended = { deletedDocuments: null, nodeTasks: [] };
    expect(countDeleted(context, task('documentDeletion', details), ended)).toBe(
      details.replace('null', '0'),
    );
  });

  test('is that of the edited documents of an edit', () => {
    const ended = { deletedDocuments: 6, nodeTasks: [nodeTask('a', [0]), nodeTask('b', [0])] };
    const edit =
      '{"editedDocuments":null,"deletedDocuments":null,"context":{"deletedDocuments":9}}';
    expect(countDeleted(context, task('documentEdition', edit), ended)).toBe(
      '{"editedDocuments":3,"deletedDocuments":3,"context":{"deletedDocuments":9}}',
    );
  });

  test('is no matter of other tasks', () => {
    const ended = { deletedDocuments: 3, nodeTasks: [nodeTask('a', [0])] };
    expect(countDeleted(context, task('documentAdditionOrUpdate', details), ended)).toBe(details);
    expect(countDeleted(context, task('documentDeletion', null), ended)).toBeNull();
  });
});
