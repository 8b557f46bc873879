import {
  type ClientRequest,
  type Credentials,
  get,
  post,
  presenting,
  put,
  remove,
  type RequestTheme,
} from '../client-request.ts';
import { keyUid, makeKey, tokenOf, valueOf } from './key-samples.ts';

const main = keyUid('e5', 1);
const narrow = keyUid('e5', 2);
const blind = keyUid('e5', 3);
const unmade = keyUid('e5', 4);
const search = '/indexes/tenant-a/search';

function searchAs(credentials: Credentials, body: unknown = {}): ClientRequest {
  return presenting(credentials, post(search, body));
}

const documents = Array.from({ length: 12 }, (_, id) => ({
  id,
  owner: ['ann', 'bob', 'cid'][id % 3],
  year: 2000 + (id % 4),
}));

const ruleSets: readonly unknown[] = [
  ['*'],
  ['tenant-a'],
  ['tenant*'],
  ['other'],
  ['other', 'tenant-b', 'other'],
  [],
  [''],
  ['a b', 'a*b', '"\\\n'],
  ['**'],
  ['\u0000\u0007\b\t\r\u001b\u007f', "'`$"],
  ['é', 'e\u0301', '\u00a0', '\u2028', '\u200b', '\ufeff', '👍', '\u3000', '\ue000', '한글'],
  ['z', 'é', '👍', '\uffff', 'Z', 'aa', 'a', '*a'],
  {},
  { '*': null },
  { 'tenant-a': null },
  { 'tenant-a': {} },
  { 'tenant-a': { filter: null } },
  { 'tenant-a': { filter: 'owner = ann' } },
  { 'tenant-a': { filter: 'owner = ann', unknown: 1 } },
  { 'tenant-a': { filter: ['owner = ann', 'year > 2001'] } },
  { 'tenant-a': { filter: [['owner = ann', 'owner = bob'], 'year > 2001'] } },
  { 'tenant-a': { filter: [] } },
  { 'tenant-a': { filter: '' } },
  { '*': { filter: 'owner = bob' } },
  { '*': { filter: 'owner = bob' }, 'tenant-a': { filter: 'owner = ann' } },
  { 'tenant-a': { filter: 'owner = ann' }, '*': { filter: 'owner = bob' } },
  { '*': { filter: 'owner = bob' }, 'tenant-a': null },
  { '*': null, 'tenant*': { filter: 'owner = bob' } },
  { 'tenant-*': { filter: 'owner = ann' }, 'tenant*': { filter: 'owner = bob' } },
  { 'tenant-a*': { filter: 'owner = ann' }, 'tenant-a': { filter: 'owner = bob' } },
  { other: null },
  { 'tenant-a': ['owner = cid'] },
  { 'tenant-a': [] },
  { 'tenant-a': ['owner = cid', 1] },
  { 'tenant-a': 'owner = ann' },
  { 'tenant-a': 1 },
  { 'tenant-a': true },
  { 'tenant-a': { filter: 1 } },
  { 'tenant-a': { filter: { a: 1 } } },
  { 'tenant-a': { filter: [1] } },
  { 'tenant-a': { filter: 'owner =' } },
  { 'tenant-a': { filter: 'nothing = 1' } },
  { 'tenant-a': { filter: '_miroir_shard = 1' } },
  '*',
  null,
  1,
  true,
  ['tenant-a', 1],
  [['tenant-a']],
];

const clientFilters: readonly unknown[] = [
  'year = 2001',
  ['year = 2001'],
  [['year = 2001', 'year = 2002']],
  'year = 2001 OR owner = bob',
  null,
  [],
  '',
  'nothing = 1',
  'year =',
];
const ruleFilters: readonly unknown[] = [
  'owner = ann',
  ['owner = ann'],
  [['owner = ann', 'owner = cid'], 'year > 2000'],
  'owner = ann OR year = 2003',
];

const claimSets: readonly Readonly<Record<string, unknown>>[] = [
  { exp: null },
  { exp: 4_102_444_800 },
  { exp: 0 },
  { exp: -1 },
  { exp: 1_600_000_000 },
  { exp: 'x' },
  { exp: '4102444800' },
  { exp: 1.5 },
  { exp: 4_102_444_800.5 },
  { exp: true },
  { exp: [1] },
  { exp: 1e21 },
  { exp: 1e-7 },
  { exp: { a: 1 } },
  { nbf: 4_102_444_800 },
  { iat: 4_102_444_800 },
  { iss: 'somebody' },
  { sub: 1 },
  { aud: 'somebody' },
  { aud: ['somebody'] },
  { aud: [] },
  { aud: 1 },
  { aud: null },
  { apiKeyUid: main.toUpperCase() },
  { apiKeyUid: main.replaceAll('-', '') },
  { apiKeyUid: `{${main}}` },
  { apiKeyUid: `urn:uuid:${main}` },
  { apiKeyUid: main.slice(1) },
  { apiKeyUid: 'x' },
  { apiKeyUid: '' },
  { apiKeyUid: null },
  { apiKeyUid: 1 },
  { apiKeyUid: [main] },
  { apiKeyUid: { a: 1 } },
  { apiKeyUid: narrow },
];

/** Where a token is taken, and where it is not. */
const routes: readonly ClientRequest[] = [
  post('/indexes/tenant-a/search', {}),
  get('/indexes/tenant-a/search', { filter: 'year = 2001' }),
  get('/indexes/tenant-a/search', { filter: '[["year = 2001","year = 2002"]]' }),
  post('/indexes/tenant-b/search', {}),
  post('/indexes/other/search', {}),
  post('/indexes/missing/search', {}),
  post('/indexes/tenant-a/search', { unknown: 1 }),
  post('/indexes/tenant-a/search', { q: 'ann', facets: ['owner', 'year'], limit: 2 }),
  post('/indexes/tenant-a/search', { hitsPerPage: 2, page: 2, sort: ['year:desc'] }),
  get('/indexes/tenant-a/documents'),
  get('/indexes/tenant-a/documents/1'),
  post('/indexes/tenant-a/documents/fetch', {}),
  post('/indexes/tenant-a/documents', []),
  get('/indexes/tenant-a'),
  get('/indexes/tenant-a/settings'),
  get('/indexes'),
  get('/stats'),
  get('/tasks'),
  get('/version'),
  get('/keys'),
];

/** JSON Web Tokens that applications make for their own users. */
export const tenantTokens: RequestTheme = {
  name: 'tenant tokens',
  requests: [
    put('/indexes/tenant-a/settings/filterable-attributes', ['owner', 'year']),
    put('/indexes/tenant-a/settings/sortable-attributes', ['year']),
    post('/indexes/tenant-a/documents', documents),
    post('/indexes/tenant-b/documents', [{ id: 1 }]),
    makeKey(main, ['search'], ['tenant-*', 'missing']),
    makeKey(narrow, ['*'], ['tenant-b']),
    makeKey(blind, ['documents.get'], ['*']),
    ...(['HS256', 'HS384', 'HS512'] as const).map((algorithm) =>
      searchAs(tokenOf(main, {}, algorithm)),
    ),
    ...ruleSets.map((searchRules) => searchAs(tokenOf(main, { searchRules }))),
    ...clientFilters.flatMap((filter) =>
      ruleFilters.map((rule) =>
        searchAs(tokenOf(main, { searchRules: { 'tenant-a': { filter: rule } } }), { filter }),
      ),
    ),
    ...claimSets.map((claims) => searchAs(tokenOf(main, claims))),
    ...routes.flatMap((request) => [
      presenting(
        tokenOf(main, { searchRules: { 'tenant-a': { filter: 'owner = ann' } } }),
        request,
      ),
      presenting(tokenOf(narrow, {}), request),
      presenting(valueOf(main), request),
    ]),
    searchAs(tokenOf(blind, {})),
    searchAs(valueOf(blind)),
    searchAs(tokenOf(unmade, {})),
    remove(`/keys/${main}`),
    searchAs(tokenOf(main, {})),
    makeKey(main, ['search'], ['tenant-a']),
    searchAs(tokenOf(main, {})),
    ...[main, narrow, blind].map((uid) => remove(`/keys/${uid}`)),
    remove('/indexes/tenant-a'),
    remove('/indexes/tenant-b'),
  ],
};
