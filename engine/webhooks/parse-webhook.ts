import { compareCodePoints } from '../base/order.ts';
import { inSnakeCase, membersOf, readMembersOf, textOrNull } from '../keys/key-body.ts';
import { immutableField, type PlacedValue, unknownName } from '../keys/key-faults.ts';
import type { WebhookRecord } from '../ports/webhooks-store.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';

/** What a client wants of a webhook; null takes away, absent leaves alone. */
export interface WebhookChange {
  readonly url?: string | null;
  readonly headers?: ReadonlyMap<string, string | null> | null;
}

const fields = ['url', 'headers'];
const immutable = ['uuid', 'isEditable'];

/** Reads the body of a webhook; the first fault in it counts. Throws Meilisearch's error. */
export function parseWebhook(request: RoutedRequest): WebhookChange {
  const change: { -readonly [Name in keyof WebhookChange]: WebhookChange[Name] } = {};
  for (const [field, value] of readMembersOf(request, codeOf)) {
    if (field === 'url') change.url = textOrNull(value);
    else if (field === 'headers') change.headers = headersOf(value);
    else if (immutable.includes(field)) {
      throw immutableField(field, `immutable_webhook_${inSnakeCase(field)}`, fields);
    } else throw unknownName('field', field, fields);
  }
  return change;
}

function codeOf(name: string): string {
  return fields.includes(name) ? `invalid_webhook_${name}` : 'bad_request';
}

function headersOf(value: PlacedValue): ReadonlyMap<string, string | null> | null {
  if (value.text.slice(value.span.start, value.span.end) === 'null') return null;
  const members = membersOf(value, () => 'invalid_webhook_headers');
  return new Map(Array.from(members, ([name, header]) => [name, textOrNull(header)]));
}

/** A new webhook as a client wants it: a header without a value is empty. */
export function newWebhook(uuid: string, { url, headers }: WebhookChange): WebhookRecord {
  const given = Array.from(headers ?? [], ([name, value]) => [name, value ?? ''] as const);
  return { uuid, url: url ?? '', headers: inOrder(given) };
}

/** A webhook as a client wants it from now on. */
export function changedWebhook(before: WebhookRecord, change: WebhookChange): WebhookRecord {
  const { url = before.url, headers = new Map<string, string | null>() } = change;
  const kept = headers === null ? [] : before.headers.filter(([name]) => !headers.has(name));
  const given = Array.from(headers ?? []).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  return { uuid: before.uuid, url: url ?? '', headers: inOrder([...kept, ...given]) };
}

function inOrder(headers: WebhookRecord['headers']): WebhookRecord['headers'] {
  return headers.toSorted(([left], [right]) => compareCodePoints(left, right));
}
