import type { EngineContext } from '../context.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { type Answer, jsonAnswer, type RoutedRequest } from '../protocol/routed-request.ts';
import { indexPage } from './index-page.ts';
import { checkIndexUid } from './index-uid.ts';

/** `GET /indexes`: a page of the indexes that are open to the caller, by name. */
export async function listIndexes(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const { offset, limit } = indexPage(request.query);
  const all = context.catalogue.allVisible().filter(({ name }) => request.caller.mayUse(name));
  const page = all.slice(Number(offset), Number(offset + limit)).map(describeIndex);
  const body = `{"results":${JSON.stringify(page)},"offset":${offset},"limit":${limit},"total":${all.length}}`;
  return { status: 200, body };
}

/** `GET /indexes/{uid}` */
export async function getIndex(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const index = context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? ''));
  return jsonAnswer(200, describeIndex(index));
}

function describeIndex({ name, createdAt, updatedAt, primaryKey }: IndexRecord): unknown {
  return { uid: name, createdAt, updatedAt, primaryKey };
}
