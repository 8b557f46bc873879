import {
  type ApiError,
  invalidIndexUid,
  invalidRequest,
  MalformedRequest,
} from '../protocol/api-error.ts';
import { checkJsonContentType } from '../protocol/json-content-type.ts';
import { bodyText, type RoutedRequest } from '../protocol/routed-request.ts';
import { nameMeant } from './did-you-mean.ts';
import { indexUidPattern } from './index-uid.ts';
import { parseObject } from '../protocol/json-object.ts';

/** What the body of `POST /indexes` says. */
export interface Creation {
  readonly uid: string;
  readonly primaryKey: string | null;
}

/**
 * Reads the body of a creation. The pipeline has a node explain a {@link MalformedRequest} as if it
 * were an update of an index, which says the same but in four cases: those throw an
 * {@link ApiError}, in Meilisearch v1.21's words. The first fault in the body counts.
 */
export function parseCreation(request: RoutedRequest): Creation {
  checkJsonContentType(request.http.headers);
  let uid: string | undefined;
  let primaryKey: string | null = null;
  for (const [name, value] of Object.entries(parseObject(bodyText(request)))) {
    if (name === 'uid') uid = uidOf(value);
    else if (name === 'primaryKey') primaryKey = primaryKeyOf(value);
    else throw unknownField(name);
  }
  if (uid === undefined) throw invalidRequest('missing_index_uid', 'Missing field `uid`');
  return { uid, primaryKey };
}

function uidOf(value: unknown): string {
  if (value === null)
    throw invalidUid('Invalid value type at `.uid`: expected a string, but found null');
  if (typeof value !== 'string') {
    throw new MalformedRequest('Invalid value type at `.uid`', 'invalid_index_uid');
  }
  if (indexUidPattern.test(value)) return value;
  throw invalidUid(`Invalid value at \`.uid\`: ${invalidIndexUid(value).message}`);
}

function invalidUid(message: string): ApiError {
  return invalidRequest('invalid_index_uid', message);
}

function primaryKeyOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  throw new MalformedRequest('Invalid value type at `.primaryKey`', 'invalid_index_primary_key');
}

const fields = ['uid', 'primaryKey'];

function unknownField(name: string): ApiError {
  const meant = nameMeant(name, fields);
  const hint = meant === undefined ? '' : `did you mean \`${meant}\`? `;
  const expected = fields.map((field) => `\`${field}\``).join(', ');
  return invalidRequest(
    'bad_request',
    `Unknown field \`${name}\`: ${hint}expected one of ${expected}`,
  );
}
