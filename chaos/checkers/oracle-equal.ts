import type { Intent } from '../../sim/trace/operation.ts';
import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import { parseJson } from './history/json-value.ts';

/**
 * Without faults, Miroir answers what one single node answers to the same requests in the same order:
 * but for moments, durations and the sizes of files, to the letter. Only the members of a document
 * may come in another order, for that depends on which fields a node has met first.
 */
export const oracleEqual: Checker = {
  name: 'oracle_equal',
  check(record, _history) {
    const findings = new Findings(this.name);
    if (!record.isQuiet) return findings;
    const operations = new Map(record.operations.map((operation) => [operation.id, operation]));
    for (const { operation: id, status, body } of record.oracle) {
      const operation = operations.get(id);
      if (operation?.outcome.kind !== 'answer') continue;
      findings.looked();
      const { outcome, intent } = operation;
      const expected = mask(body);
      const actual = mask(outcome.body);
      if (outcome.status === status && actual === expected) continue;
      const difference =
        outcome.status === status
          ? firstDifference(expected, actual, intent.kind)
          : `status ${outcome.status} instead of ${status}: ${cut(actual)} instead of ${cut(expected)}`;
      if (difference === null) continue;
      const message = `${id} (${intent.kind}) is not answered as by one node: ${difference}`;
      findings.add(intent.kind, message, evidenceOf(operation));
    }
    return findings;
  },
};

const masked = [
  'enqueuedAt',
  'startedAt',
  'finishedAt',
  'createdAt',
  'updatedAt',
  'duration',
  'processingTimeMs',
  'batchUid',
  'rawDocumentDbSize',
  'avgDocumentSize',
];
const maskedMembers = new RegExp(`("(?:${masked.join('|')})":)(?:"[^"]*"|-?[0-9.]+|null)`, 'g');

function mask(body: string): string {
  return body.replaceAll(maskedMembers, '$1"…"');
}

/** Where two different texts differ first; null if only documents have their members in another order. */
function firstDifference(expected: string, actual: string, kind: Intent['kind']): string | null {
  const documents = documentPlaces[kind];
  const reordered: string[] = [];
  const path = differingPath(parseJson(expected), parseJson(actual), {
    path: '',
    mayReorder: (of) => {
      const isDocument = documents?.test(of) ?? false;
      if (isDocument) reordered.push(of);
      return isDocument;
    },
  });
  if (path !== null) return path;
  if (reordered.length > 0) return null;
  let place = 0;
  while (expected[place] === actual[place]) place += 1;
  const from = Math.max(0, place - 40);
  return `at character ${place}: ${cut(actual.slice(from))} instead of ${cut(expected.slice(from))}`;
}

/** Where documents are in the answers to which questions. */
const documentPlaces: Readonly<Partial<Record<Intent['kind'], RegExp>>> = {
  search: /^\.hits\.\d+$/,
  'list-documents': /^\.results\.\d+$/,
  'get-document': /^$/,
};

interface Place {
  readonly path: string;
  /** Asked about a value whose members come in another order. */
  mayReorder(path: string): boolean;
}

/** Null if the values are the same, but for the order of the members of documents. */
function differingPath(expected: unknown, actual: unknown, place: Place): string | null {
  const { path } = place;
  if (!isComposite(expected) || !isComposite(actual)) {
    if (Object.is(expected, actual)) return null;
    return `${path || 'body'} is ${textOf(actual)} instead of ${textOf(expected)}`;
  }
  const members = new Map(Object.entries(actual));
  for (const [name, value] of Object.entries(expected)) {
    const difference = differingPath(value, members.get(name), {
      ...place,
      path: `${path}.${name}`,
    });
    if (difference !== null) return difference;
  }
  const names = Object.keys(expected);
  const actualNames = Object.keys(actual);
  const isOrdered = names.every((name, at) => name === actualNames[at]);
  const differs = names.length !== actualNames.length || !(isOrdered || place.mayReorder(path));
  return differs
    ? `${path || 'body'} has members ${actualNames.join()} instead of ${names.join()}`
    : null;
}

function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return cut(JSON.stringify(value) ?? 'absent');
}

function cut(text: string): string {
  const shown = 200;
  return text.length > shown ? `${text.slice(0, shown)}…` : text;
}
