import {
  type ClientRequest,
  get,
  json,
  patch,
  payload,
  plain,
  remove,
  type RequestTheme,
  withHeaders,
} from '../client-request.ts';

const stream = '/logs/stream';
const level = '/logs/stderr';
const switched = (logsRoute: boolean) => patch('/experimental-features', { logsRoute });

const values = ['1', '-1', '0.5', 'true', '""', '[]', '{}', 'null'];

const bodies = [
  '',
  '{',
  '[]',
  'null',
  '{"x":1}',
  '{"targets":"info"}',
  '{"modes":"human"}',
  '{"profile_memory":true}',
  '{"target":3,"mode":4}',
  '{"mode":4,"target":3}',
  '{"target":"info","target":3}',
];

const badTargets = [
  'x=y=z',
  'a=x',
  'a=6',
  'a=-1',
  'a= info',
  'a=é',
  'a=99999999999999999999',
  'a=x,b=y=z',
  'a=b=c,d=x',
  'a[{b=info',
  'a[{b[{c}]=info',
  'a[{b=info}]',
];

const goodTargets = [
  'INFO',
  'off',
  '3',
  '7',
  ' ',
  '=',
  'a=',
  ',,',
  'a b',
  'milli',
  'info,debug',
  'a=+3',
  'a=03',
  'foo=info,bar',
  'a[{b}]=info',
  'a[{b,c}]=info',
  'a[{b}]',
  'é=info',
  'a=Info',
];

/** What can be wrong with a body, whatever the feature says. */
const refused: readonly ClientRequest[] = [stream, level].flatMap((path) => [
  ...bodies.map((body) => json('POST', path, body)),
  ...badTargets.map((target) => json('POST', path, JSON.stringify({ target }))),
  ...values.map((value) => json('POST', path, `{"target":${value}}`)),
  plain('POST', path),
  payload('POST', path, 'text/plain', '{}'),
  payload('POST', path, null, '{}'),
]);

const refusedModes: readonly ClientRequest[] = [
  ...values.map((value) => json('POST', stream, `{"mode":${value}}`)),
  ...values
    .filter((value) => value !== 'true')
    .map((value) => json('POST', stream, `{"profileMemory":${value}}`)),
  ...['x', 'Human', 'humans', 'JSON'].map((mode) => json('POST', stream, JSON.stringify({ mode }))),
  json('POST', stream, '{"profileMemory":true}'),
  json('POST', stream, '{"profileMemory":true,"mode":"human"}'),
  json('POST', stream, '{"profileMemory":true,"mode":"json"}'),
  json('POST', stream, '{"profileMemory":true,"mode":"x"}'),
  json('POST', stream, '{"mode":"profile","profileMemory":1}'),
];

/** What is logged, and who may see it. */
export const logs: RequestTheme = {
  name: 'logs',
  requests: [
    ...refused,
    ...refusedModes,
    json('POST', level, '{}'),
    json('POST', level, '{"target":"info"}'),
    json('POST', stream, '{}'),
    json('POST', stream, '{"mode":"profile","profileMemory":true}'),
    remove(stream),
    remove(`${stream}?unknown=1`),
    get(stream),
    get(level),
    remove(level),
    withHeaders(remove(stream), { authorization: null }),
    switched(true),
    ...refused,
    ...refusedModes,
    json('POST', level, '{}'),
    json('POST', `${level}?unknown=1`, '{}'),
    ...goodTargets.map((target) => json('POST', level, JSON.stringify({ target }))),
    remove(stream),
    remove(stream),
    json('POST', level, '{"target":"info"}'),
    switched(false),
  ],
};
