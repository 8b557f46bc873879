import type { KeyChange, KeyRecord } from '../ports/key-store.ts';
import { invalidRequest } from '../protocol/api-error.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { type Action, actions, isAction } from './actions.ts';
import { readExpiry } from './expiry.ts';
import { faultyPart } from './index-patterns.ts';
import { inSnakeCase, listOf, readKeyBody, textOf, textOrNull } from './key-body.ts';
import {
  immutableField,
  type PlacedValue,
  unknownName,
  unknownValue,
  wrongValue,
} from './key-faults.ts';
import { readUuid } from './uuid.ts';

/** What a client asks of a new key; without `uid` it gets a random one. */
export type KeyDraft = Omit<KeyRecord, 'uid' | 'createdAt' | 'updatedAt'> & {
  readonly uid: string | undefined;
};

const fields = ['description', 'name', 'uid', 'actions', 'indexes', 'expiresAt'];

/** Reads the body of `POST /keys`; the first fault in it counts. Throws Meilisearch's error. */
export function parseKey(request: RoutedRequest, wallMs: number): KeyDraft {
  const members = readKeyBody(request);
  let uid: string | undefined;
  let description: string | null = null;
  let name: string | null = null;
  let made: readonly Action[] | undefined;
  let indexes: readonly string[] | undefined;
  let expiresAt: string | null | undefined;
  for (const [field, value] of members) {
    if (field === 'description') description = textOrNull(value);
    else if (field === 'name') name = textOrNull(value);
    else if (field === 'uid') uid = uidOf(value);
    else if (field === 'actions') made = listOf(value, actionOf);
    else if (field === 'indexes') indexes = listOf(value, patternOf);
    else if (field === 'expiresAt') expiresAt = expiryOf(value, wallMs);
    else throw unknownName('field', field, fields);
  }
  if (made === undefined) throw missingField('actions');
  if (indexes === undefined) throw missingField('indexes');
  if (expiresAt === undefined) throw missingField('expiresAt');
  return { uid, name, description, actions: made, indexes, expiresAt };
}

const mutable = ['description', 'name'];
const immutable = ['uid', 'actions', 'indexes', 'expiresAt', 'createdAt', 'updatedAt'];

/** Reads the body of `PATCH /keys/{uidOrKey}`; the first fault in it counts. Throws Meilisearch's error. */
export function parseKeyChange(request: RoutedRequest): Omit<KeyChange, 'updatedAt'> {
  const change: { name?: string | null; description?: string | null } = {};
  for (const [field, value] of readKeyBody(request)) {
    if (field === 'description') change.description = textOrNull(value);
    else if (field === 'name') change.name = textOrNull(value);
    else if (immutable.includes(field)) {
      throw immutableField(field, `immutable_api_key_${inSnakeCase(field)}`, mutable);
    } else throw unknownName('field', field, mutable);
  }
  return change;
}

function missingField(field: string): Error {
  return invalidRequest(`missing_api_key_${inSnakeCase(field)}`, `Missing field \`${field}\``);
}

function uidOf(value: PlacedValue): string {
  const reading = readUuid(textOf(value));
  if ('fault' in reading) throw wrongValue(value, reading.fault);
  return reading.uid;
}

function actionOf(value: PlacedValue): Action {
  const name = textOf(value);
  if (!isAction(name)) throw unknownValue(value, name, actions);
  return name;
}

function patternOf(value: PlacedValue): string {
  const pattern = textOf(value);
  const faulty = faultyPart(pattern);
  if (faulty === undefined) return pattern;
  throw wrongValue(
    value,
    `\`${faulty}\` is not a valid index uid pattern. Index uid patterns can be an integer or a string containing only alphanumeric characters, hyphens (-), underscores (_), and optionally end with a star (*).`,
  );
}

function expiryOf(value: PlacedValue, wallMs: number): string | null {
  const text = textOrNull(value);
  if (text === null) return null;
  const expiry = readExpiry(text);
  if (expiry !== undefined && expiry.wallMs > wallMs) return expiry.shown;
  throw wrongValue(
    value,
    `\`${text}\` is not a valid date. It should follow the RFC 3339 format to represents a date or datetime in the future or specified as a null value. e.g. 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM:SS'.\n`,
  );
}
