import { get, patch, post, remove, type RequestTheme } from '../client-request.ts';

const settings = '/indexes/featured/settings';
const shown = [get(settings), get(`${settings}/chat`), get(`${settings}/vector-store`)];

function features(isOn: boolean) {
  return patch('/experimental-features', { chatCompletions: isOn, vectorStoreSetting: isOn });
}

const changes: readonly object[] = [
  { chat: { description: 'x' } },
  { chat: { documentTemplateMaxBytes: 5, documentTemplate: '{{ doc.title }}' } },
  { chat: { searchParameters: { limit: 3, sort: ['a:asc'] } } },
  { chat: { searchParameters: { limit: null } } },
  { chat: { description: null }, vectorStore: 'experimental' },
  { chat: {} },
];

/** Settings that an index has only while their feature is on: they are kept while it is off. */
export const featureSettings: RequestTheme = {
  name: 'settings of experimental features',
  requests: [
    post('/indexes', { uid: 'featured' }),
    ...shown,
    patch(settings, { chat: { description: 'off' } }),
    features(true),
    ...shown,
    ...changes.flatMap((change) => [patch(settings, change), get(settings)]),
    features(false),
    ...shown,
    patch(settings, { searchCutoffMs: 100 }),
    features(true),
    ...shown,
    patch(settings, { chat: null }),
    get(settings),
    remove(settings),
    ...shown,
    features(false),
  ],
};
