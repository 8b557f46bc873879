import { MalformedRequest } from '../protocol/api-error.ts';
import { type QueryParameter, queryValue } from '../protocol/routed-request.ts';

const largestCount = 2n ** 64n - 1n;

/** Which part of a list a query asks for; throws {@link MalformedRequest} if that is no part. */
export function indexPage(query: readonly QueryParameter[]): {
  readonly offset: bigint;
  readonly limit: bigint;
} {
  const unknown = query.find(({ name }) => name !== 'offset' && name !== 'limit');
  if (unknown !== undefined) throw new MalformedRequest(`Unknown parameter \`${unknown.name}\`.`);
  return { offset: countOf(query, 'offset', 0n), limit: countOf(query, 'limit', 20n) };
}

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
