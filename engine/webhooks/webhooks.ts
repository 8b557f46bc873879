import type { EngineContext } from '../context.ts';
import { randomUuid, readUuid } from '../keys/uuid.ts';
import type { WebhookRecord } from '../ports/webhooks-store.ts';
import { ApiError, invalidRequest } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { writeMembers } from '../settings/members.ts';
import { changedWebhook, newWebhook, parseWebhook } from './parse-webhook.ts';
import {
  immutableWebhook,
  refuseFaults,
  refuseTooManyHeaders,
  tooManyWebhooks,
  webhookNotFound,
  webhooksMax,
} from './webhook-faults.ts';

/** `GET /webhooks` */
export async function listWebhooks({ ports }: EngineContext): Promise<Answer> {
  const results = (await ports.store.listWebhooks()).map(webhookText);
  return { status: 200, body: `{"results":[${results.join(',')}]}` };
}

/** `GET /webhooks/{uuid}` */
export async function getWebhook(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  return { status: 200, body: webhookText(await webhookOf(context, uuidOf(request))) };
}

/** `POST /webhooks` */
export async function createWebhook(
  { ports }: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const { store, random } = ports;
  const webhook = newWebhook(randomUuid(random), parseWebhook(request));
  refuseTooManyHeaders(webhook);
  if ((await store.listWebhooks()).length >= webhooksMax) throw tooManyWebhooks();
  refuseFaults(webhook);
  if (!(await store.createWebhook(webhook, webhooksMax))) throw tooManyWebhooks();
  return { status: 201, body: webhookText(webhook) };
}

/** How often a change is made anew because another has been made meanwhile. */
const attemptsMax = 10;

/** `PATCH /webhooks/{uuid}` */
export async function updateWebhook(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const change = parseWebhook(request);
  const uuid = uuidOf(request);
  refuseImmutable(uuid);
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const before = await webhookOf(context, uuid);
    const after = changedWebhook(before, change);
    refuseTooManyHeaders(after);
    refuseFaults(after);
    if (await context.ports.store.replaceWebhook(before, after)) {
      return { status: 200, body: webhookText(after) };
    }
  }
  throw new ApiError(503, 'miroir_write_interrupted', 'system', busy);
}

const busy = 'The webhook is being changed by many at once. Nothing was done.';

/** `DELETE /webhooks/{uuid}` */
export async function deleteWebhook(
  { ports }: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const uuid = uuidOf(request);
  refuseImmutable(uuid);
  if (!(await ports.store.deleteWebhook(uuid))) throw webhookNotFound(uuid);
  return { status: 204, body: '' };
}

/** The uuid that Meilisearch gives to the webhook of its command line. */
const commandLineUuid = '00000000-0000-0000-0000-000000000000';

function refuseImmutable(uuid: string): void {
  if (uuid === commandLineUuid) throw immutableWebhook(uuid);
}

function uuidOf({ parameters }: RoutedRequest): string {
  const reading = readUuid(parameters['uuid'] ?? '');
  if ('uid' in reading) return reading.uid;
  throw invalidRequest('invalid_webhook_uuid', `Invalid UUID: ${reading.fault}`);
}

async function webhookOf({ ports }: EngineContext, uuid: string): Promise<WebhookRecord> {
  const found = (await ports.store.listWebhooks()).find((webhook) => webhook.uuid === uuid);
  if (found === undefined) throw webhookNotFound(uuid);
  return found;
}

function webhookText({ uuid, url, headers }: WebhookRecord): string {
  const members = headers.map(([name, value]): [string, string] => [name, JSON.stringify(value)]);
  return `{"uuid":"${uuid}","isEditable":true,"url":${JSON.stringify(url)},"headers":${writeMembers(members)}}`;
}
