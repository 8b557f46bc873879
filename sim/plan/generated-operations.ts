import { unreachable } from '../../engine/base/assert.ts';
import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { Intent, OperationId } from '../trace/operation.ts';
import { documentId, generatedIds, partialDocument, wholeDocument } from './generated-documents.ts';
import { generatedCancelation } from './generated-cancelations.ts';
import { generatedFilter, generatedPages, generatedSearch } from './generated-search.ts';
import { followOf, itemOf, type OperationStyle, type OperationWeights } from './operation-style.ts';
import type { OperationItem } from './plan.ts';

/** The index that clients create and delete; the others stay. */
const passingIndex = 'passing';

/** What indexes of a run are told. */
export const usualSettings = {
  searchableAttributes: ['words'],
  filterableAttributes: ['kind', 'rank'],
  sortableAttributes: ['rank', 'kind'],
};

/** What all clients rely on: the indexes, their settings and some documents, each write followed. */
export function warmUp(draws: KeyedDraws, style: OperationStyle): readonly OperationItem[] {
  return style.indexes.flatMap((index, place) => {
    const load: OperationId = `w.${place}.load`;
    const ids = Array.from({ length: style.keySpace }, (_, number) => documentId(number));
    const loaded = ids.filter((id) => draws.below(`${load}/${id}`, 3) > 0);
    const documents = loaded.map((id) => wholeDocument(draws, load, id));
    const intents: readonly [OperationId, Intent][] = [
      [`w.${place}.create`, { kind: 'create-index', index, primaryKey: 'id' }],
      [`w.${place}.settings`, { kind: 'update-settings', index, settings: usualSettings }],
      [load, { kind: 'write-documents', index, method: 'POST', documents }],
    ];
    return intents.flatMap(([id, intent]) => {
      const item = itemOf({ id, client: 'w', atMs: 0, intent }, draws, style);
      return [item, followOf(item)];
    });
  });
}

/** The operation number `turn` of a client, with what belongs to it. */
export function generatedOperation(
  draws: KeyedDraws,
  style: OperationStyle,
  { client, turn, atMs }: { client: string; turn: number; atMs: number },
): readonly OperationItem[] {
  const id: OperationId = `${client}.${turn}`;
  const index = draws.pick(`${id}/index`, style.indexes);
  const kind = chosenKind(draws, style.weights, id);
  if (kind === 'cancel') {
    return generatedCancelation(draws, style, { id, client, atMs, index });
  }
  const intents = intentsOf(draws, style, { id, index, kind });
  return intents.flatMap((intent, place) => {
    const own = intents.length === 1 ? id : `${id}.${place}`;
    const item = itemOf({ id: own, client, atMs, intent }, draws, style);
    if (!isWrite(intent)) return [item];
    const isFollowed = draws.below(`${own}/followed`, 10) < style.followedOfTen;
    return isFollowed ? [item, followOf(item)] : [item];
  });
}

function intentsOf(
  draws: KeyedDraws,
  style: OperationStyle,
  {
    id,
    index,
    kind,
  }: { id: OperationId; index: string; kind: Exclude<keyof OperationWeights, 'cancel'> },
): readonly Intent[] {
  const { keySpace, documentsMax, indexes } = style;
  const count = draws.between(`${id}/count`, 1, documentsMax);
  const ids = (): readonly string[] => generatedIds(draws, id, { keySpace, count });
  switch (kind) {
    case 'search':
      return [generatedSearch(draws, id, index)];
    case 'pages':
      return generatedPages(draws, id, index);
    case 'post': {
      const documents = ids().map((one) => wholeDocument(draws, id, one));
      return [{ kind: 'write-documents', index, method: 'POST', documents }];
    }
    case 'put': {
      const documents = ids().map((one) => partialDocument(draws, id, one));
      return [{ kind: 'write-documents', index, method: 'PUT', documents }];
    }
    case 'delete':
      return [{ kind: 'delete-documents', index, ids: ids().slice(0, 3) }];
    case 'deleteByFilter':
      return [{ kind: 'delete-by-filter', index, filter: generatedFilter(draws, id, 1) }];
    case 'clear':
      return [{ kind: 'clear-documents', index }];
    case 'getDocument':
      return [{ kind: 'get-document', index, id: documentId(draws.below(`${id}/id`, keySpace)) }];
    case 'listDocuments':
      return [{ kind: 'list-documents', index, offset: draws.below(id, 5), limit: 30 }];
    case 'stats':
      return [{ kind: 'index-stats', index }];
    case 'settings':
      return [{ kind: 'update-settings', index, settings: generatedSettings(draws, id) }];
    case 'getSettings':
      return [{ kind: 'get-settings', index }];
    case 'recreate':
      return recreation(draws, id);
    case 'swap':
      return [{ kind: 'swap-indexes', index, other: neighbour(indexes, index) }];
    default:
      return unreachable(kind);
  }
}

function neighbour(indexes: readonly [string, ...string[]], index: string): string {
  return indexes[(indexes.indexOf(index) + 1) % indexes.length] ?? index;
}

function recreation(draws: KeyedDraws, id: OperationId): readonly Intent[] {
  const index = passingIndex;
  const documents = [0, 1, 2].map((number) => wholeDocument(draws, id, documentId(number)));
  return [
    { kind: 'create-index', index, primaryKey: 'id' },
    { kind: 'write-documents', index, method: 'POST', documents },
    { kind: 'delete-index', index },
  ];
}

function generatedSettings(draws: KeyedDraws, id: OperationId): Record<string, unknown> {
  const rules = ['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness'];
  return draws.pick<Record<string, unknown>>(`${id}/settings`, [
    { rankingRules: [...rules, 'rank:desc'] },
    { rankingRules: rules },
    { sortableAttributes: ['rank', 'kind', 'words'] },
    { filterableAttributes: ['kind', 'rank', 'base'] },
    { faceting: { maxValuesPerFacet: 100 + draws.below(id, 10) } },
    { typoTolerance: { enabled: draws.below(id, 2) === 0 } },
  ]);
}

function chosenKind(
  draws: KeyedDraws,
  weights: OperationWeights,
  id: OperationId,
): keyof OperationWeights {
  const kinds = Object.keys(weights).filter(isKind);
  const total = kinds.reduce((sum, kind) => sum + weights[kind], 0);
  let rest = draws.below(`${id}/kind`, total);
  for (const kind of kinds) {
    rest -= weights[kind];
    if (rest < 0) return kind;
  }
  return 'search';

  function isKind(name: string): name is keyof OperationWeights {
    return name in weights;
  }
}

function isWrite({ kind }: Intent): boolean {
  return !['search', 'get-document', 'list-documents', 'index-stats', 'get-settings'].includes(
    kind,
  );
}
