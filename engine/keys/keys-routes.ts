import type { Route, RouteMaker } from '../protocol/route-table.ts';
import { createKey, deleteKey, getKey, listKeys, updateKey } from './keys.ts';

/** The routes of API keys, each built by `route`. */
export function keysRoutes(route: RouteMaker): readonly Route[] {
  return [
    route('GET', '/keys', listKeys),
    route('POST', '/keys', createKey),
    route('GET', '/keys/{key}', getKey),
    route('PATCH', '/keys/{key}', updateKey),
    route('DELETE', '/keys/{key}', deleteKey),
  ];
}
