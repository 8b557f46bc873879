import type { EngineContext } from '../context.ts';
import { askAnyNode } from '../gather/any-node.ts';
import { NodeRefusal } from '../gather/call.ts';
import { checkIndexUid } from '../indexes/index-uid.ts';
import { indexPage } from '../indexes/index-page.ts';
import { requireFeature } from '../instance/features.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { ChatWorkspace } from '../ports/chats-store.ts';
import { ApiError, notSupported, writeInterrupted } from '../protocol/api-error.ts';
import { exactJsonBody } from '../protocol/json-content-type.ts';
import type { Route, RouteMaker } from '../protocol/route-table.ts';
import { type Answer, jsonAnswer, type RoutedRequest } from '../protocol/routed-request.ts';
import { askForSettings } from './chat-calculator.ts';
import { shownSettings, withKey } from './chat-settings.ts';

/** How often a change is tried while others change the same workspace. */
const attemptsMax = 5;

/** `GET /chats` */
async function listChats(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const { offset, limit } = indexPage(request.query);
  requireFeature(context, 'chatCompletions', 'listing the chats');
  const all = await context.ports.store.listChats();
  const page = all.slice(Number(offset), Number(offset + limit)).map(({ uid }) => ({ uid }));
  const body = `{"results":${JSON.stringify(page)},"offset":${offset},"limit":${limit},"total":${all.length}}`;
  return { status: 200, body };
}

/** `GET /chats/{workspace}` */
async function getChat(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  requireFeature(context, 'chatCompletions', 'displaying a chat');
  const uid = checkIndexUid(uidOf(request));
  if ((await find(context, uid)) === undefined) throw unknownChat(`chat ${uid}`);
  return jsonAnswer(200, { uid });
}

/** `DELETE /chats/{workspace}` */
async function deleteChat(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  requireFeature(context, 'chatCompletions', 'deleting a chat');
  const uid = uidOf(request);
  return changed(context, uid, async (before) => {
    if (before === null) throw unknownChat(`chat ${uid}`);
    return { after: null, answer: { status: 204, body: '' } };
  });
}

/** `GET /chats/{workspace}/settings` */
async function getChatSettings(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  requireFeature(context, 'chatCompletions', 'using the /chats/settings route');
  const chat = await find(context, uidOf(request));
  if (chat === undefined) throw unknownChat(`Chat \`${uidOf(request)}\``);
  return { status: 200, body: shownSettings(chat.settings) };
}

/** `PATCH /chats/{workspace}/settings` */
async function updateChatSettings(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const change = exactJsonBody(request);
  if (!context.features.isOn('chatCompletions')) {
    await refuseMalformed(context, { method: 'PATCH', path: '/chats/%21/settings', body: change });
  }
  requireFeature(context, 'chatCompletions', 'using the /chats/settings route');
  return changed(context, uidOf(request), async (before) => {
    const answer = await askForSettings(context, before, change);
    if (answer.kind === 'refusal') throw new NodeRefusal(answer.status, answer.body);
    const after = withKey(answer.body, before, change);
    return { after, answer: { status: 200, body: shownSettings(after) } };
  });
}

/** `DELETE /chats/{workspace}/settings`: as they were at first. */
async function resetChatSettings(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  requireFeature(context, 'chatCompletions', 'using the /chats/settings route');
  return changed(context, uidOf(request), async (before) => {
    if (before === null) throw unknownChat(`Chat \`${uidOf(request)}\``);
    const answer = await askForSettings(context, null, '{}');
    return { after: answer.body, answer: { status: 200, body: answer.body } };
  });
}

/**
 * `POST /chats/{workspace}/chat/completions`: a node that talked with a language model would search
 * only what it holds itself. What is wrong with the request is told by a node.
 */
async function completeChat(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const body = exactJsonBody(request);
  const path = '/chats/%21/chat/completions';
  await refuseMalformed(context, { method: 'POST', path, body });
  requireFeature(context, 'chatCompletions', 'using the /chats chat completions route');
  refuseUnimplemented(JSON.parse(body));
  const uid = uidOf(request);
  if ((await find(context, uid)) === undefined) throw unknownChat(`Chat \`${uid}\``);
  throw notSupported(
    'Miroir does not talk with language models: one node would search only its own part of an index. ' +
      'Let your application call the model, and give it a tool that searches through Miroir. Nothing was done.',
  );
}

/** What Meilisearch does not do either. */
function refuseUnimplemented({
  n,
  stream,
}: {
  readonly n?: unknown;
  readonly stream?: unknown;
}): void {
  if (typeof n === 'number' && n !== 1) {
    throw unimplemented(
      'multi_choice',
      `You tried to specify n = ${n} but only single choices are supported (n = 1).`,
    );
  }
  if (stream !== true) {
    throw unimplemented('non_streaming', 'Non-streamed chat completions is not implemented');
  }
}

function unimplemented(what: string, message: string): ApiError {
  const code = `unimplemented_${what}_chat_completions`;
  return new ApiError(501, code, 'invalid_request', message);
}

/** Has a node say what it does not understand; it has no workspace of that name to go on with. */
async function refuseMalformed(context: EngineContext, request: NodeRequest): Promise<void> {
  const answer = await askAnyNode(context, request, 'explain-refusal');
  if (answer?.kind !== 'refusal') return;
  const isUnderstood = /"code":"(?:chat_not_found|feature_not_enabled)"/.test(answer.body);
  if (!isUnderstood) throw new NodeRefusal(answer.status, answer.body);
}

interface ChatChange {
  /** The settings afterwards as JSON text; null: the workspace is gone. */
  readonly after: string | null;
  readonly answer: Answer;
}

/** Changes a workspace; again with what it is then, if somebody else has changed it meanwhile. */
async function changed(
  context: EngineContext,
  uid: string,
  change: (before: string | null) => Promise<ChatChange>,
): Promise<Answer> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const before = (await find(context, uid))?.settings ?? null;
    const { after, answer } = await change(before);
    if (await context.ports.store.replaceChat(uid, before, after)) return answer;
  }
  throw writeInterrupted(`Others change the chat \`${uid}\` all the time. Nothing was done.`);
}

async function find(context: EngineContext, uid: string): Promise<ChatWorkspace | undefined> {
  return (await context.ports.store.listChats()).find((chat) => chat.uid === uid);
}

function uidOf({ parameters }: RoutedRequest): string {
  return parameters['workspace'] ?? '';
}

function unknownChat(what: string): ApiError {
  return new ApiError(404, 'chat_not_found', 'invalid_request', `${what} not found`);
}

/** The routes of chats, made by `route`. */
export function chatRoutes(route: RouteMaker): readonly Route[] {
  return [
    route('GET', '/chats', listChats),
    route('GET', '/chats/{workspace}', getChat),
    route('DELETE', '/chats/{workspace}', deleteChat),
    route('GET', '/chats/{workspace}/settings', getChatSettings),
    route('PATCH', '/chats/{workspace}/settings', updateChatSettings),
    route('DELETE', '/chats/{workspace}/settings', resetChatSettings),
    route('POST', '/chats/{workspace}/chat/completions', completeChat),
  ];
}
