import type { Exchange } from '../../../sim/trace/record.ts';
import { isRecord, parseJson, recordsIn } from './json-value.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a proxy asked of a node, as far as checkers look at it. */
export type NodeAction =
  | { readonly kind: 'write-documents'; readonly documents: readonly Fields[] }
  | { readonly kind: 'delete-ids'; readonly ids: readonly string[] }
  /** Deletes by a filter, or everything; of these shards only, if it says so. */
  | { readonly kind: 'delete-wide'; readonly shards: readonly number[] | null }
  /** Deletes whatever there is of these shards. */
  | { readonly kind: 'delete-shards'; readonly shards: readonly number[] }
  | { readonly kind: 'get-document'; readonly id: string }
  /** `shards`: those that its filter leaves; null if it has none. `mark`: the search's operation. */
  | {
      readonly kind: 'search' | 'fetch';
      readonly shards: readonly number[] | null;
      readonly mark: string | null;
    }
  | { readonly kind: 'other' };

/** One exchange with a node, understood. */
export interface NodeRequest {
  readonly exchange: Exchange;
  /** The index that it is about; empty if it is about none. */
  readonly index: string;
  readonly action: NodeAction;
}

/** Reads the requests of proxies to nodes. */
export function readNodeRequests(exchanges: readonly Exchange[]): readonly NodeRequest[] {
  // There are few different paths, and taking one apart costs more than finding it.
  const routes = new Map<string, NodeRoute>();
  return exchanges.map((exchange) => {
    let route = routes.get(exchange.path);
    if (route === undefined) {
      route = routeOf(exchange.path);
      routes.set(exchange.path, route);
    }
    return { exchange, index: route.index, action: actionOf(route, exchange) };
  });
}

/** The parts of `/indexes/{index}/{family}/{rest}`; all empty if a path has another form. */
interface NodeRoute {
  readonly index: string;
  readonly family: string;
  readonly rest: string;
}

function routeOf(whole: string): NodeRoute {
  const [path = ''] = whole.split('?', 1);
  const [, root, index = '', family = '', ...rest] = path.split('/');
  if (root !== 'indexes') return { index: '', family: '', rest: '' };
  return { index, family, rest: rest.join('/') };
}

function actionOf({ family, rest }: NodeRoute, { method, body }: Exchange): NodeAction {
  if (family === 'search') return readQuery('search', body);
  if (family !== 'documents') return { kind: 'other' };
  switch (`${method} ${rest}`) {
    case 'POST ':
    case 'PUT ':
      return { kind: 'write-documents', documents: recordsIn(parseJson(body)) };
    case 'POST delete-batch':
      return { kind: 'delete-ids', ids: idsIn(parseJson(body)) };
    case 'POST delete':
      return readDeletion(body);
    case 'DELETE ':
      return { kind: 'delete-wide', shards: null };
    case 'POST fetch':
      return readQuery('fetch', body);
    default:
      break;
  }
  if (rest === '') return { kind: 'other' };
  const id = decodeURIComponent(rest);
  return method === 'DELETE' ? { kind: 'delete-ids', ids: [id] } : { kind: 'get-document', id };
}

/** A filter that names nothing but shards is no client's: they cannot name that field. */
function readDeletion(body: string): NodeAction {
  const value = parseJson(body);
  const filter = isRecord(value) && Object.keys(value).length === 1 ? value['filter'] : null;
  const list = typeof filter === 'string' ? /^_miroir_shard IN \[(.*)\]$/.exec(filter)?.[1] : null;
  if (list === undefined || list === null) return { kind: 'delete-wide', shards: shardsIn(body) };
  const markers = [...list.matchAll(/"([^"]*)"/g)];
  return { kind: 'delete-shards', shards: markers.map(([, marker = '']) => decodeShard(marker)) };
}

function idsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

// The bodies of searches are many, and little of them is of interest: they are not parsed.
function readQuery(kind: 'search' | 'fetch', body: string): NodeAction {
  const mark = /"cropMarker":"([^"\\]*)"/.exec(body)?.[1] ?? null;
  return { kind, shards: shardsIn(body), mark };
}

/** The shards in the JSON text of a query with a filter `_miroir_shard IN ["(((", …]`. */
function shardsIn(query: string): readonly number[] | null {
  if (!query.includes('_miroir_shard')) return null;
  // A marker may contain a closing bracket, but never a quote: the list ends at a bracket after one.
  const list = /_miroir_shard IN \[((?:\\"[^"\\]*\\"(?:, )?)*)\]/.exec(query)?.[1];
  if (list === undefined) return null;
  const shards: number[] = [];
  for (const part of list.split('\\"')) {
    if (part !== '' && part !== ', ') shards.push(decodeShard(part));
  }
  return shards;
}

const digits = '(),:;[]{';

/** The number that a `_miroir_shard` marker stands for; NaN if it is none. */
export function decodeShard(text: string): number {
  let value = text === '' ? Number.NaN : 0;
  for (const digit of text) {
    const digitValue = digits.indexOf(digit);
    value = digitValue < 0 ? Number.NaN : value * 8 + digitValue;
  }
  return value;
}
