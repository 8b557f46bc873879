import { urlFault } from '../base/url-fault.ts';
import type { WebhookRecord } from '../ports/webhooks-store.ts';
import { ApiError, invalidRequest } from '../protocol/api-error.ts';

/** Meilisearch's own limits. */
export const webhooksMax = 20;
const headersMax = 200;

/** Throws if a webhook has more headers than there may be. */
export function refuseTooManyHeaders({ uuid, headers }: WebhookRecord): void {
  if (headers.length <= headersMax) return;
  throw invalidRequest(
    'invalid_webhook_headers',
    `Too many headers for the webhook \`${uuid}\`. Please limit the number of headers to ${headersMax}. ` +
      'Hint: To remove an already defined header set its value to `null`',
  );
}

/** Throws what Meilisearch says of the URL and the headers of a webhook that is to be kept. */
export function refuseFaults({ uuid, url, headers }: WebhookRecord): void {
  if (url === '') {
    const message = `The URL for the webhook \`${uuid}\` is missing.`;
    throw invalidRequest('invalid_webhook_url', message);
  }
  for (const [name, value] of headers) refuseHeader(name, value);
  const fault = urlFault(url);
  if (fault === undefined) return;
  throw invalidRequest('invalid_webhook_url', `Invalid URL \`${url}\`: ${fault}`);
}

const headerName = /^[\w!#$%&'*+.^`|~-]{1,65535}$/;
// Control characters are what this is about.
// oxlint-disable-next-line no-control-regex
const strangeInValue = /[\0-\x08\x0a-\x1f\x7f]/;

function refuseHeader(name: string, value: string): void {
  if (!headerName.test(name)) {
    const message = `Invalid header name \`${name}\`: invalid HTTP header name`;
    throw invalidRequest('invalid_webhook_headers', message);
  }
  if (strangeInValue.test(value)) {
    const message = `Invalid header value \`${name}\`: failed to parse header value`;
    throw invalidRequest('invalid_webhook_headers', message);
  }
}

export function tooManyWebhooks(): ApiError {
  return invalidRequest(
    'invalid_webhooks',
    `Defining too many webhooks would crush the server. Please limit the number of webhooks to ${webhooksMax}. ` +
      'You may use a third-party proxy server to dispatch events to more than 20 endpoints.',
  );
}

export function immutableWebhook(uuid: string): ApiError {
  return invalidRequest(
    'immutable_webhook',
    `Webhook \`${uuid}\` is immutable. The webhook defined from the command line cannot be modified using the API.`,
  );
}

export function webhookNotFound(uuid: string): ApiError {
  const message = `Webhook \`${uuid}\` not found.`;
  return new ApiError(404, 'webhook_not_found', 'invalid_request', message);
}
