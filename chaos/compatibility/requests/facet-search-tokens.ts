import {
  type ClientRequest,
  patch,
  post,
  presenting,
  remove,
  type RequestTheme,
} from '../client-request.ts';
import { keyUid, makeKey, tokenOf, valueOf } from './key-samples.ts';

const key = keyUid('e7', 1);
const blind = keyUid('e7', 2);
const index = '/indexes/token-facets';

const documents = Array.from({ length: 30 }, (_, id) => ({
  id,
  owner: ['ann', 'bob', 'cid'][id % 3],
  year: 2000 + (id % 4),
  _vectors: { own: [id % 5, 1 + (id % 2), 1] },
}));

const ruleFilters: readonly unknown[] = [
  null,
  'owner = ann',
  ['owner = ann', 'year > 2001'],
  [['owner = ann', 'owner = bob'], 'year > 2001'],
  'owner = ann OR year = 2003',
  [],
  '',
  1,
  { a: 1 },
  [1],
  'owner =',
  'nothing = 1',
  '_miroir_shard = 1',
];

const clientFilters: readonly unknown[] = [
  null,
  'year = 2001',
  ['year = 2001', 'owner = bob'],
  'year = 2001 OR owner = bob',
  [],
  1,
  'year =',
];

function searches(filter: unknown): readonly ClientRequest[] {
  return [
    post(`${index}/facet-search`, { facetName: 'owner', filter }),
    post(`${index}/similar`, { id: 3, embedder: 'own', limit: 50, filter }),
  ];
}

function asTenant(filter: unknown): readonly ClientRequest[] {
  const token = tokenOf(key, { searchRules: { 'token-facets': { filter } } });
  return clientFilters.flatMap(searches).map((request) => presenting(token, request));
}

/** Facet search and similar documents under the rules of tenant tokens, and with keys. */
export const facetSearchTokens: RequestTheme = {
  name: 'facet search and similar documents with tokens',
  requests: [
    patch(`${index}/settings`, {
      filterableAttributes: ['owner', 'year'],
      embedders: { own: { source: 'userProvided', dimensions: 3 } },
    }),
    post(`${index}/documents`, documents),
    makeKey(key, ['search'], ['token-facets']),
    makeKey(blind, ['documents.get', 'settings.*'], ['*']),
    ...ruleFilters.flatMap(asTenant),
    ...[
      valueOf(key),
      valueOf(blind),
      tokenOf(key, { searchRules: ['other'] }),
      tokenOf(key, { searchRules: { '*': { filter: 'owner = cid' } } }),
    ].flatMap((credentials) => searches(null).map((request) => presenting(credentials, request))),
    remove(`/keys/${key}`),
    remove(`/keys/${blind}`),
    remove(index),
  ],
};
