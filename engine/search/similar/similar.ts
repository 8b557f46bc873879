import type { EngineContext } from '../../context.ts';
import { identify } from '../../documents/payload/primary-key.ts';
import { NodeRefusal } from '../../gather/call.ts';
import { readShards, type ShardReadOutcome } from '../../gather/read.ts';
import { checkIndexUid } from '../../indexes/index-uid.ts';
import { ruleOfCaller } from '../../keys/caller.ts';
import { allShards } from '../../placement/shard-map.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { invalidRequest, notSupported, shardUnavailable } from '../../protocol/api-error.ts';
import { coverageHeaders } from '../../protocol/coverage.ts';
import { jsonBody } from '../../protocol/json-content-type.ts';
import type { Answer, RoutedRequest } from '../../protocol/routed-request.ts';
import { scrubErrorBody } from '../../protocol/scrub.ts';
import { isFilter, joinFilters, notAFilter } from '../../documents/filter.ts';
import { type NodePage, readNodePage } from '../node-page.ts';
import { isRecord } from '../../base/json/record.ts';
import { mergeSimilar } from './merge-similar.ts';
import { parseSimilarBody, parseSimilarParameters } from './parse-similar.ts';
import { planSimilar, type SimilarPlan, similarRequest } from './similar-plan.ts';
import { isAmongFiltered, readSource } from './source-document.ts';

/** `POST` and `GET /indexes/{uid}/similar` */
export async function similarHandler(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const asked =
    request.http.method === 'GET'
      ? parseSimilarParameters(request.query)
      : parseSimilarBody(jsonBody(request));
  const index = context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? ''));
  checkEmbedder(index, asked.embedder);
  const filter = joinFilters(asked.filter, ruleOfCaller(request.caller, index.name));
  const query = { ...asked, id: checkId(asked.id), filter };
  const plan = planSimilar(index, query);
  if (!plan.ranksByVector) throw notSupported(noWordRule);
  const source = await readSource(context, index, query);
  checkFilter(filter);
  const [first, ...rest] = source.vectors.length === 0 ? [undefined] : source.vectors;
  const [outcome, ...others] = await Promise.all(
    [first, ...rest].map((vector) => askNodes(context, index, plan, vector)),
  );
  if (outcome === undefined || outcome.values.length === 0)
    throw shardUnavailable(outcome?.missing ?? []);
  const countsSource = filter === null || (await isAmongFiltered(context, index, query.id, filter));
  const body = mergeSimilar(plan, {
    source: source.sequence,
    countsSource,
    pagesByVector: [outcome, ...others].map(({ values }) => values),
  });
  const shardsOf = (kind: 'missing' | 'stale') =>
    new Set([outcome, ...others].flatMap((part) => part[kind]));
  const missing = shardsOf('missing');
  const stale = shardsOf('stale').union(new Set(source.stale)).difference(missing);
  const headers = coverageHeaders(context, 'similar', { missing: [...missing], stale: [...stale] });
  return { status: 200, body, headers };
}

const noWordRule =
  'Miroir finds similar documents only in an index whose ranking rules include words, typo, ' +
  'proximity, attribute or exactness.';

function checkEmbedder({ settings }: IndexRecord, name: string): void {
  const all: unknown = JSON.parse(settings);
  const embedders = isRecord(all) ? all['embedders'] : undefined;
  if (isRecord(embedders) && Object.hasOwn(embedders, name)) return;
  throw invalidRequest('invalid_similar_embedder', `Cannot find embedder with name \`${name}\`.`);
}

/** Throws if there cannot be a document with this id, which is JSON text. */
function checkId(text: string): string {
  const identity = identify(text);
  if (identity.ok) return identity.id;
  const reason = identity.error.message;
  throw invalidRequest('invalid_similar_id', `Invalid value at \`.id\`: ${reason}`);
}

function checkFilter(filter: string | null): void {
  if (filter === null || isFilter(filter)) return;
  throw invalidRequest('invalid_similar_filter', notAFilter(filter));
}

async function askNodes(
  context: EngineContext,
  index: IndexRecord,
  plan: SimilarPlan,
  vector: string | undefined,
): Promise<ShardReadOutcome<NodePage>> {
  const { id, embedder } = plan.query;
  try {
    return await readShards(context, {
      operation: 'similar',
      index,
      shards: allShards(index.shards),
      sticky: `${index.uid} similar ${embedder} ${id}`,
      request: ({ filter }) => similarRequest(plan, vector, filter),
      read: (body, { shards }) => readNodePage(body, Math.min(...shards)),
    });
  } catch (error) {
    if (!(error instanceof NodeRefusal)) throw error;
    const body = scrubErrorBody(error.body, plan.settings.displayed)
      .replace(`"message":"Index \`${index.uid}\`: `, '"message":"')
      .replaceAll(searchFilterCode, '$1similar$2');
    throw new NodeRefusal(error.status, body, error.stale, true);
  }
}

/** Nodes were asked to search, but the client was not. */
const searchFilterCode = /("code":"invalid_|errors#invalid_)search(_filter")/g;
