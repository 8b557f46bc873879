import {
  get,
  json,
  patch,
  payload,
  plain,
  post,
  remove,
  type RequestTheme,
  withHeaders,
} from '../client-request.ts';

const path = '/webhooks';
const read = get(path);
const commandLine = `${path}/00000000-0000-0000-0000-000000000000`;
const unknown = `${path}/12345678-1234-4234-8234-123456789012`;

const values = ['1', '-1', '0.5', 'true', '[]', '["a"]', '{}', '{"a":1}', '{"a":[]}', '{"":"v"}'];

/** Bodies that are refused whatever the webhook. */
const refused = [
  '',
  '{',
  '[]',
  'null',
  '"{}"',
  '{"uuid":"x"}',
  '{"isEditable":true}',
  '{"url":"http://h","isEditable":1,"uuid":1}',
  '{"foo":1}',
  '{"urls":"http://h"}',
  '{"header":{}}',
  '{"url":3,"headers":3,"foo":1}',
  '{"headers":3,"url":3}',
  '{"url":"http://h","headers":{"bad name":"v"}}',
  '{"url":"bad","headers":{"bad name":"v"}}',
  '{"url":"http://h","headers":{"":"v"}}',
  '{"url":"http://h","headers":{"é":"v"}}',
  '{"url":"http://h","headers":{"a:":"v"}}',
  '{"url":"http://h","headers":{"a":"v\\nw"}}',
  '{"url":"http://h","headers":{"a":"\\u0000"}}',
  '{"url":"http://h","headers":{"a":"\\u007f"}}',
  '{"url":"http://h","headers":{"b":"\\r","a c":"v"}}',
  '{"url":"http://h","headers":{"a":{"b":1}}}',
];

const urls = [
  'bad',
  '//h',
  '/a',
  ':',
  'http:',
  'http://',
  'http://a b',
  'http://h:99999',
  'http://h:x',
  'http://[::1',
  'http://1.2.3.256',
  'http://a%b',
  'http://u@',
  'file://a b',
];

/** Webhooks: what they take, show and refuse. Uuids are drawn, so those that are shown are left out. */
export const webhooks: RequestTheme = {
  name: 'webhooks',
  requests: [
    read,
    get(path, { unknown: '1' }),
    ...['url', 'headers'].flatMap((field) =>
      values
        .filter((value) => !(field === 'headers' && value === '{}'))
        .filter((value) => !(field === 'headers' && value.startsWith('{"":')))
        .map((value) => json('POST', path, `{"${field}":${value}}`)),
    ),
    ...refused.map((body) => json('POST', path, body)),
    ...urls.map((url) => post(path, { url })),
    ...[commandLine, unknown, `${path}/x`, `${path}/1234`, `${path}/%20`].flatMap((one) => [
      get(one),
      remove(one),
      patch(one, {}),
      patch(one, { url: 'bad' }),
      patch(one, { url: 3 }),
      patch(one, { uuid: 'x' }),
      json('PATCH', one, ''),
      json('PATCH', one, '{'),
      plain('PATCH', one),
      payload('PATCH', one, 'text/plain', '{}'),
      payload('PATCH', one, null, '{}'),
    ]),
    plain('POST', path),
    payload('POST', path, 'text/plain', '{}'),
    payload('POST', path, null, '{}'),
    patch(path, {}),
    remove(path),
    withHeaders(read, { authorization: null }),
    read,
  ],
};
