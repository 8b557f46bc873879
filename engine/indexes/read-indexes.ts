import type { EngineContext } from '../context.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { MalformedRequest } from '../protocol/api-error.ts';
import {
  type Answer,
  jsonAnswer,
  type QueryParameter,
  queryValue,
  type RoutedRequest,
} from '../protocol/routed-request.ts';
import { checkIndexUid } from './index-uid.ts';

/** `GET /indexes`: a page of the indexes, by uid. */
export async function listIndexes(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const unknown = request.query.find(({ name }) => name !== 'offset' && name !== 'limit');
  if (unknown !== undefined) throw new MalformedRequest(`Unknown parameter \`${unknown.name}\`.`);
  const offset = countOf(request.query, 'offset', 0n);
  const limit = countOf(request.query, 'limit', 20n);
  const all = context.catalogue.allVisible();
  const page = all.slice(Number(offset), Number(offset + limit)).map(describeIndex);
  const body = `{"results":${JSON.stringify(page)},"offset":${offset},"limit":${limit},"total":${all.length}}`;
  return { status: 200, body };
}

/** `GET /indexes/{uid}` */
export async function getIndex(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const index = context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? ''));
  return jsonAnswer(200, describeIndex(index));
}

const largestCount = 2n ** 64n - 1n;

/** A whole number among the parameters; throws {@link MalformedRequest} if it is something else. */
function countOf(query: readonly QueryParameter[], name: string, initial: bigint): bigint {
  const text = queryValue(query, name);
  if (text === undefined) return initial;
  const count = /^\+?\d+$/.test(text) ? BigInt(text.replace('+', '')) : -1n;
  if (count >= 0n && count <= largestCount) return count;
  throw new MalformedRequest(
    `Invalid value in parameter \`${name}\`: could not parse \`${text}\` as a positive integer`,
    `invalid_index_${name}`,
  );
}

function describeIndex({ uid, createdAt, updatedAt, primaryKey }: IndexRecord): unknown {
  return { uid, createdAt, updatedAt, primaryKey };
}
