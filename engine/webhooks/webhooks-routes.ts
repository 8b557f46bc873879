import type { Route, RouteMaker } from '../protocol/route-table.ts';
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  updateWebhook,
} from './webhooks.ts';

/** The routes of webhooks, each built by `route`. */
export function webhooksRoutes(route: RouteMaker): readonly Route[] {
  return [
    route('GET', '/webhooks', listWebhooks),
    route('POST', '/webhooks', createWebhook),
    route('GET', '/webhooks/{uuid}', getWebhook),
    route('PATCH', '/webhooks/{uuid}', updateWebhook),
    route('DELETE', '/webhooks/{uuid}', deleteWebhook),
  ];
}
