import type { ClientTask } from '../ports/task-store.ts';
import { readElements, readMembers, writeElements, writeMembers } from '../settings/members.ts';
import { shownDetails } from './render.ts';

/** The details of a batch, as JSON text: those of its tasks taken together, as Meilisearch does. */
export function batchDetails(tasks: readonly ClientTask[]): string {
  const together = new Map<string, string>();
  for (const task of tasks) {
    for (const [name, text] of readMembers(shownDetails(task) ?? '{}')) {
      // A task shows that an edit did not end well enough to delete anything.
      if (text === 'null' && task.type === 'documentEdition' && name === 'deletedDocuments')
        continue;
      const known = together.get(name);
      together.set(name, known === undefined ? text : combined(name, known, text));
    }
  }
  const shown = [...together].filter(([name, text]) => text !== 'null' || !unsaid.has(name));
  const order = new Map(memberOrder.map((name, place) => [name, place]));
  const placeOf = (name: string): number => order.get(name) ?? settingsPlace;
  return writeMembers(shown.toSorted(([left], [right]) => placeOf(left) - placeOf(right)));
}

function combined(name: string, left: string, right: string): string {
  if (left === 'null') return right;
  if (right === 'null') return left;
  if (counts.has(name)) return String(Number(left) + Number(right));
  if (name === 'originalFilter') {
    return JSON.stringify(`${String(JSON.parse(left))}&${String(JSON.parse(right))}`);
  }
  if (name === 'swaps') return writeElements([...readElements(left), ...readElements(right)]);
  return name === 'primaryKey' ? left : right;
}

const counts: ReadonlySet<string> = new Set([
  'receivedDocuments',
  'indexedDocuments',
  'editedDocuments',
  'providedIds',
  'deletedDocuments',
  'matchedTasks',
  'canceledTasks',
  'deletedTasks',
]);

/** Members that are left out of a batch where a task shows null. */
const unsaid: ReadonlySet<string> = new Set([
  'primaryKey',
  'originalFilter',
  'dumpUid',
  'context',
  'function',
]);

/** Settings, whose names are not listed, come between `function` and `swaps`. */
const settingsMark = '';
const memberOrder: readonly string[] = [
  'receivedDocuments',
  'indexedDocuments',
  'editedDocuments',
  'primaryKey',
  'providedIds',
  'deletedDocuments',
  'matchedTasks',
  'canceledTasks',
  'deletedTasks',
  'originalFilter',
  'dumpUid',
  'context',
  'function',
  settingsMark,
  'swaps',
  'url',
  'apiKey',
  'payloadSize',
  'indexes',
  'oldIndexUid',
  'newIndexUid',
];
const settingsPlace = memberOrder.indexOf(settingsMark);
