import {
  type ClientRequest,
  type Credentials,
  post,
  presenting,
  put,
  remove,
  type RequestTheme,
  withHeaders,
} from '../client-request.ts';
import { keyUid, makeKey } from './key-samples.ts';

const main = keyUid('e6', 1);
const search = '/indexes/broken/search';

function searchAs(credentials: Credentials): ClientRequest {
  return presenting(credentials, post(search, {}));
}

const rest = `"apiKeyUid":"${main}"`;
const payloads = [
  '',
  '{',
  '{}',
  '[]',
  'null',
  '1',
  '1.5',
  'true',
  '"a"',
  `{${rest}}`,
  '{"searchRules":["*"]}',
  '{"searchRules":\n["*"]}',
  `{"searchRules":["*"],${rest}} x`,
  `{"searchRules":["*"] ${rest}}`,
  `{${rest},"searchRules":["*"],}`,
  `{"searchRules":["*"],"searchRules":["*"],${rest}}`,
  `{"searchRules":["*"],"exp":9223372036854775808,${rest}}`,
  `{"searchRules":["*"],"exp":1e3,${rest}}`,
  `{"searchRules":["*"],"exp":4.1024448e9,${rest}}`,
  `{"searchRules":["*"],"exp":1e999,${rest}}`,
  `{"searchRules":["*"],"exp":-0,${rest}}`,
  `{"searchRules":["*"],"exp":-9223372036854775809,${rest}}`,
  `{"searchRules":["*"],"exp":18446744073709551616,${rest}}`,
  `{"searchRules":["*"],"exp":01,${rest}}`,
  `{"searchRules":["\\ud800"],${rest}}`,
  `{"searchRules":["\n"],${rest}}`,
  `{"searchRules":{"broken":{"filter":"owner = ann","filter":null}},${rest}}`,
  `{"searchRules":{"broken":null,"broken":{"filter":"owner = ann"}},${rest}}`,
  `{"searchRules":["*"],"other":{"a":[1,2,{"b":"\\u00e9"}]},${rest}}`,
  `\ufeff{"searchRules":["*"],${rest}}`,
  `{"searchRules":["*"],"exp":null,"exp":null,${rest}}`,
  `{"searchRules":["*"],"exp":-9223372036854775808,${rest}}`,
  `{ "searchRules" : [ "*" ] , ${rest} }`,
  `{"search\\u0052ules":["*"],${rest}}`,
  `{"search_rules":["*"],${rest}}`,
];
const headers = [
  '{"alg":"HS256"}',
  '{"alg":"HS256","typ":"X","kid":"a","cty":"b","foo":1}',
  '{"alg":"HS384"}',
  '{"alg":"HS512"}',
  '{"alg":"none"}',
  '{"alg":"hs256"}',
  '{"alg":""}',
  '{"alg":"RS256"}',
  '{"alg":"ES256","typ":"JWT"}',
  '{"alg":"EdDSA"}',
  '{"alg":1}',
  '{"alg":null}',
  '{"alg":"HS256","typ":null}',
  '{"alg":"HS256","typ":1}',
  '{"alg":"HS256","kid":[1]}',
  '{"alg":"HS256","jwk":1}',
  '{"alg":"HS256","x5c":"a"}',
  '{"alg":"HS256","x5c":["a"]}',
  '{"alg":"HS256","alg":"HS256"}',
  '{"typ":"JWT"}',
  '{}',
  '[]',
  'null',
  '',
  '{',
  '{"alg":"HS256"} x',
];
const malformed = [
  'a.b',
  '.',
  '..',
  '...',
  'a.b.c',
  'a.b.c.d',
  '!.b.c',
  'aa=.b.c',
  'aaa=.b.c',
  'aaaa=.b.c',
  'aaaa==.b.c',
  'aaaaa.b.c',
  'ab.b.c',
  'aab.b.c',
  'a a.b.c',
  'a+/a.b.c',
  'eyJhbGciOiJIUzI1NiJ9.e30.',
  'eyJhbGciOiJIUzI1NiJ9..x',
  'eyJhbGciOiJIUzI1NiJ9.!.x',
  'eyJhbGciOiJIUzI1NiJ9',
];

/** A token that is right, to have one of its parts replaced. */
const signed = {
  kind: 'token',
  keyUid: main,
  algorithm: 'HS256',
  header: '{"alg":"HS256","typ":"JWT"}',
  payload: `{"searchRules":["*"],${rest}}`,
} as const;

/** Tokens that are no JSON Web Tokens, or whose parts are not what they should be. */
export const brokenTokens: RequestTheme = {
  name: 'broken tenant tokens',
  requests: [
    put('/indexes/broken/settings/filterable-attributes', ['owner']),
    post('/indexes/broken/documents', [{ id: 1, owner: 'ann' }]),
    makeKey(main, ['search'], ['broken']),
    searchAs(signed),
    ...payloads.map((payload) => searchAs({ ...signed, payload })),
    ...headers.map((header) => searchAs({ ...signed, header })),
    ...malformed.map((token) =>
      withHeaders(post(search, {}), { authorization: `Bearer ${token}` }),
    ),
    remove(`/keys/${main}`),
    remove('/indexes/broken'),
  ],
};
