import { NodeRefusal } from '../../gather/call.ts';
import { ApiError } from '../../protocol/api-error.ts';

/**
 * An error about one query of a multi-search as Meilisearch tells it: with the query's place, and with
 * 400 even if the index is missing, for that is not named by the path. Other errors stay as they are.
 */
export function insideQuery(error: unknown, position: number): unknown {
  const lead = `Inside \`.queries[${position}]\`: `;
  if (error instanceof NodeRefusal) {
    // A node names the place in its own request, which is a search of one index.
    if (malformedMember.test(error.body)) {
      const body = error.body.replace(malformedMember, `$1\`.queries[${position}].`);
      return new NodeRefusal(error.status, body, error.stale);
    }
    return new NodeRefusal(
      error.status,
      error.body.replace(messageStart, `$&${lead}`),
      error.stale,
    );
  }
  if (!(error instanceof ApiError) || error.type !== 'invalid_request') return error;
  return new ApiError(400, error.code, error.type, lead + error.message);
}

const messageStart = /^\{"message":"/;
const malformedMember = /^(\{"message":"(?:Invalid|Unknown) value[^`]*(?:`[^`]*`)? at )`\./;
