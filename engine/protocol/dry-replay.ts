import { checkDecodable } from '../base/json/decode.ts';
import { skipSpace } from '../base/json/scan.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import { bodyText, type RoutedRequest } from './routed-request.ts';

/** A request without who sent it: that never travels to a node. */
export type UnsignedRequest = Omit<RoutedRequest, 'caller'>;

/** No index can be called so: a node refuses it before it does anything. */
const impossibleUid = '!';

/** No parameter is called so: a node refuses it once it has found nothing else to refuse. */
const impossibleMember = '!';

/** No route has such a parameter: a node refuses it once it has read those before it. */
const impossibleParameter = '_miroir';

/** What a node says if that is all that it finds wrong. */
export const acceptances: readonly string[] = [
  `\`${impossibleUid}\` is not a valid index uid`,
  `Unknown field \`${impossibleMember}\`: expected`,
  `Unknown parameter \`${impossibleParameter}\``,
];

/** The client's request, aimed at nothing; undefined when its route has no harmless form. */
export function dryReplay(request: UnsignedRequest): NodeRequest | undefined {
  const { method, headers, query, path } = request.http;
  if (!isMethod(method)) return undefined;
  // What a creation may say, an update may say as well, and an update has a uid in its path.
  if (request.template === '/indexes' && method === 'POST') {
    return dryReplay({
      ...request,
      template: '/indexes/{uid}',
      http: { ...request.http, method: 'PATCH', path: '/indexes/%21' },
    });
  }
  const contentType = headers['content-type'];
  const type = contentType === undefined ? {} : { contentType };
  if (request.template === '/multi-search') {
    const body = withLastMember(bodyText(request), `"${impossibleMember}":0`);
    return { method, path: '/multi-search', body, ...type };
  }
  if (selectsTasks(request)) return { method, path: `${path}?${query}&${impossibleParameter}=` };
  if (request.template === '/swap-indexes') return drySwaps(request);
  // What is no JSON object is none for a search either; nothing else about it is asked of a node.
  if (request.template === '/export') {
    return dryReplay({
      ...request,
      template: '/indexes/{uid}/search',
      http: { ...request.http, path: '/indexes/%21/search' },
    });
  }
  const onIndex = request.template.startsWith('/indexes/{uid}');
  if (!onIndex && method !== 'GET') return undefined;
  const dryPath = onIndex ? path.replace(/^\/+indexes\/+[^/]+/, '/indexes/%21') : path;
  return {
    method,
    path: query === '' ? dryPath : `${dryPath}?${query}`,
    ...(method === 'GET' ? {} : { body: bodyText(request) }),
    ...type,
  };
}

/**
 * The text of an object with one more member, behind all that a node looks at first. What is no JSON
 * object stays as it is, for a node will say where it ceases to be one; and so does an empty one.
 */
function withLastMember(text: string, member: string): string {
  const start = skipSpace(text, 0);
  try {
    if (text.charAt(start) !== '{') return text;
    const end = checkDecodable(text, start);
    const isWhole = skipSpace(text, end) === text.length;
    const isEmpty = text.charAt(skipSpace(text, start + 1)) === '}';
    return isWhole && !isEmpty ? `${text.slice(0, end - 1)},${member}${text.slice(end - 1)}` : text;
  } catch {
    return text;
  }
}

/**
 * Swaps of which the last is impossible: a node reads all of them before it does any. It refuses what is
 * no list of swaps as well; what is no JSON it refuses in the same words wherever it is sent.
 */
function drySwaps(request: UnsignedRequest): NodeRequest {
  const text = bodyText(request);
  const contentType = request.http.headers['content-type'];
  const type = contentType === undefined ? {} : { contentType };
  const swaps = parsed(text);
  if (swaps === undefined) return { method: 'PATCH', path: '/indexes/%21', body: text, ...type };
  const path = '/swap-indexes';
  if (!Array.isArray(swaps)) return { method: 'POST', path, body: text, ...type };
  const open = text.slice(0, text.lastIndexOf(']'));
  const separator = swaps.length === 0 ? '' : ',';
  const body = `${open}${separator}{"indexes":["${impossibleUid}","${impossibleUid}"]}]`;
  return { method: 'POST', path, body, ...type };
}

/** Whether a request cancels or deletes the tasks that its query selects. */
function selectsTasks({ template, http }: UnsignedRequest): boolean {
  return template === '/tasks/cancel' || (template === '/tasks' && http.method === 'DELETE');
}

/** Undefined if it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMethod(method: string): method is NodeRequest['method'] {
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method);
}
