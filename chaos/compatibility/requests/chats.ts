import {
  type ClientRequest,
  get,
  json,
  patch,
  post,
  remove,
  type RequestTheme,
} from '../client-request.ts';

const settings = '/chats/desk/settings';

function feature(isOn: boolean): ClientRequest {
  return patch('/experimental-features', { chatCompletions: isOn });
}

const everyRoute: readonly ClientRequest[] = [
  get('/chats'),
  get('/chats/desk'),
  get('/chats/no!'),
  get(settings),
  get('/chats/no!/settings'),
  remove('/chats/desk'),
  remove(settings),
  post('/chats/nobody/chat/completions', { model: 'x', messages: [], stream: true }),
];

const changes: readonly object[] = [
  {},
  { source: 'mistral', orgId: 'o', projectId: 'p', apiVersion: 'v', deploymentId: 'd' },
  { baseUrl: 'http://x/', apiKey: 'abcdefghijklmnop', prompts: { system: 's' } },
  { prompts: { searchDescription: 'd', searchQParam: 'ä "q"' } },
  { orgId: null, prompts: { system: null } },
  { prompts: null, apiKey: null },
  { apiKey: '12345' },
  { apiKey: 'XXX...' },
  { source: null },
  { source: 'vLlm', baseUrl: null },
  { source: 'azureOpenAi', deploymentId: null },
  { source: 'azureOpenAi', baseUrl: 'nope', deploymentId: 'd', apiVersion: '1' },
  { source: 'x' },
  { apiKey: 1 },
  { prompts: 1 },
  { prompts: { odd: 1 } },
  { odd: 1 },
  [],
];

const completions: readonly object[] = [
  {},
  { model: 1 },
  { model: 'x', messages: [] },
  { model: 'x', messages: 1, stream: true },
  { model: 'x', messages: [], stream: true, n: 2 },
  { model: 'x', messages: [{ role: 'user', content: 'x' }], stream: false },
];

/** Workspaces of chats and their settings; what cannot be asked of them. */
export const chats: RequestTheme = {
  name: 'chats',
  requests: [
    ...everyRoute,
    patch(settings, {}),
    patch(settings, { source: 1 }),
    feature(true),
    ...everyRoute,
    ...changes.flatMap((change) => [patch(settings, change), get(settings)]),
    patch('/chats/Other/settings', { source: 'mistral' }),
    patch('/chats/no!/settings', {}),
    json('PATCH', settings, '{'),
    json('PATCH', settings, '{"source":"mistral"'),
    get('/chats'),
    get('/chats', { limit: '1' }),
    get('/chats', { offset: '1', limit: '1000' }),
    get('/chats', { limit: 'x' }),
    ...completions.map((body) => post('/chats/desk/chat/completions', body)),
    remove(settings),
    get(settings),
    get('/chats/desk'),
    remove('/chats/desk'),
    remove('/chats/Other'),
    remove('/chats/no!'),
    get('/chats'),
    feature(false),
  ],
};
