import type { Handler, Route } from '../protocol/route-table.ts';
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  updateWebhook,
} from './webhooks.ts';

/** The routes of webhooks, each built by `route`. */
export function webhooksRoutes(
  route: (method: string, template: string, handler: Handler) => Route,
): readonly Route[] {
  return [
    route('GET', '/webhooks', listWebhooks),
    route('POST', '/webhooks', createWebhook),
    route('GET', '/webhooks/{uuid}', getWebhook),
    route('PATCH', '/webhooks/{uuid}', updateWebhook),
    route('DELETE', '/webhooks/{uuid}', deleteWebhook),
  ];
}
