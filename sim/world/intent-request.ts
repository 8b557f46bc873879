import { unreachable } from '../../engine/base/assert.ts';
import type { HttpRequest } from '../../engine/ports/http.ts';
import { filterText } from '../trace/filter-text.ts';
import { searchMark } from '../trace/search-mark.ts';
import type { AdministerIntent, Intent, OperationId, SearchIntent } from '../trace/operation.ts';

/** The key that clients of every run send. */
export const clientKey = 'simClientKey';

/** The key that operators of every run send. */
export const adminKey = 'simAdminKey';

/** What a client sends to do what it intends. `operation` makes a search recognisable on its way. */
export function requestOf(intent: Intent, operation: OperationId): HttpRequest {
  const { method, path, query = '', body } = messageOf(intent, operation);
  const content: Record<string, string> =
    body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    method,
    path,
    query,
    headers: { authorization: `Bearer ${keyFor(intent)}`, ...content },
    body: { kind: 'text', text: body === undefined ? '' : JSON.stringify(body) },
  };
}

function keyFor({ kind }: Intent): string {
  return kind === 'administer' ? adminKey : clientKey;
}

interface Message {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: unknown;
}

function messageOf(intent: Intent, operation: OperationId): Message {
  if (intent.kind === 'create-index') {
    const { index: uid, primaryKey } = intent;
    return { method: 'POST', path: '/indexes', body: { uid, primaryKey } };
  }
  if (intent.kind === 'swap-indexes') {
    const { index, other } = intent;
    return { method: 'POST', path: '/swap-indexes', body: [{ indexes: [index, other] }] };
  }
  if (intent.kind === 'cancel-task') {
    return { method: 'POST', path: '/tasks/cancel', query: `uids=${intent.uid}` };
  }
  if (intent.kind === 'delete-task') {
    return { method: 'DELETE', path: '/tasks', query: `uids=${intent.uid}` };
  }
  if (intent.kind === 'get-task') return { method: 'GET', path: `/tasks/${intent.uid}` };
  if (intent.kind === 'administer') return administerMessage(intent);
  return indexMessage(intent, `/indexes/${intent.index}`, operation);
}

function administerMessage({ method, path, body }: AdministerIntent): Message {
  const [plain = '', query = ''] = path.split('?');
  return { method, path: plain, query, ...(body === null ? {} : { body }) };
}

function indexMessage(
  intent: Exclude<
    Intent,
    {
      kind:
        | ('create-index' | 'swap-indexes' | 'administer')
        | ('get-task' | 'cancel-task' | 'delete-task');
    }
  >,
  index: string,
  operation: OperationId,
): Message {
  switch (intent.kind) {
    case 'write-documents':
      return { method: intent.method, path: `${index}/documents`, body: intent.documents };
    case 'delete-documents':
      return { method: 'POST', path: `${index}/documents/delete-batch`, body: intent.ids };
    case 'delete-by-filter': {
      const body = { filter: filterText(intent.filter) };
      return { method: 'POST', path: `${index}/documents/delete`, body };
    }
    case 'clear-documents':
      return { method: 'DELETE', path: `${index}/documents` };
    case 'delete-index':
      return { method: 'DELETE', path: index };
    case 'update-settings':
      return { method: 'PATCH', path: `${index}/settings`, body: intent.settings };
    case 'get-settings':
      return { method: 'GET', path: `${index}/settings` };
    case 'search':
      return { method: 'POST', path: `${index}/search`, body: searchBody(intent, operation) };
    case 'get-document':
      return { method: 'GET', path: `${index}/documents/${encodeURIComponent(intent.id)}` };
    case 'list-documents': {
      const { offset, limit } = intent;
      return { method: 'POST', path: `${index}/documents/fetch`, body: { offset, limit } };
    }
    case 'index-stats':
      return { method: 'GET', path: `${index}/stats` };
    default:
      return unreachable(intent);
  }
}

function searchBody(search: SearchIntent, operation: OperationId): Record<string, unknown> {
  const { words, strategy, filter, sort, facets, window, showRankingScore } = search;
  const page =
    window.mode === 'offset'
      ? { offset: window.offset, limit: window.limit }
      : { page: window.page, hitsPerPage: window.hitsPerPage };
  return {
    // A space after the last word makes it a whole one.
    q: words.map((word) => `${word} `).join(''),
    matchingStrategy: strategy,
    ...(filter === null ? {} : { filter: filterText(filter) }),
    ...(sort.length === 0
      ? {}
      : { sort: sort.map(({ attribute, direction }) => `${attribute}:${direction}`) }),
    ...(facets.length === 0 ? {} : { facets }),
    ...page,
    ...(showRankingScore ? { showRankingScore } : {}),
    // Nothing is cropped: it only travels along, and tells the network whose search this is.
    cropMarker: searchMark({ id: operation, intent: search }),
  };
}
