import { invalidRequest } from '../../engine/protocol/api-error.ts';
import { locales } from './locales.ts';
import {
  anything,
  type Field,
  flag,
  invalidValue,
  listOf,
  mapOf,
  oneOf,
  orNull,
  type Reader,
  readFields,
  size,
  text,
} from './shape.ts';

const texts = listOf(text);

/** An object with these members only, some of which it must have. */
function record(
  members: Readonly<Record<string, Reader<unknown>>>,
  needed: readonly string[] = [],
): Reader<ReadonlyMap<string, unknown>> {
  return (value, path, code) => {
    const fields = Object.entries(members).map(([name, read]): [string, Field<unknown>] => [
      name,
      { read, code },
    ]);
    const found = readFields(value, path, new Map(fields), code);
    const missing = needed.find((name) => !found.has(name));
    if (missing === undefined) return found;
    throw invalidRequest(code, `Missing field \`${missing}\` inside \`${path}\``);
  };
}

const byte: Reader<number> = (value, path, code) => {
  const given = size(value, path, code);
  if (given <= 255) return given;
  const reason = `value: \`${given}\` is too large to be deserialized, maximum value authorized is \`255\``;
  throw invalidValue(path, code, reason);
};

const wordSizes: Reader<unknown> = (value, path, code) => {
  const sizes = record({ oneTypo: orNull(byte), twoTypos: orNull(byte) })(value, path, code);
  const fault = wordSizeFault(sizes.get('oneTypo') ?? null, sizes.get('twoTypos') ?? null);
  if (fault !== undefined) throw invalidValue(path, code, fault);
  return sizes;
};

/** What is wrong with a pair of word lengths for typos, of which either may be unknown. */
export function wordSizeFault(oneTypo: unknown, twoTypos: unknown): string | undefined {
  if (typeof oneTypo !== 'number' || typeof twoTypos !== 'number') return undefined;
  if (oneTypo <= twoTypos) return undefined;
  // The missing backquote is Meilisearch's.
  return `\`minWordSizeForTypos\` setting is invalid. \`oneTypo\` and \`twoTypos\` fields should be between \`0\` and \`255\`, and \`twoTypos\` should be greater or equals to \`oneTypo\` but found \`oneTypo: ${oneTypo}\` and twoTypos: ${twoTypos}\`.`;
}

const builtInRules = ['words', 'typo', 'sort', 'proximity', 'attribute', 'exactness'];

const rankingRule: Reader<string> = (value, path, code) => {
  const rule = text(value, path, code);
  if (builtInRules.includes(rule)) return rule;
  const [, name] = /^(.*):(?:asc|desc)$/s.exec(rule) ?? [];
  const [, reserved] =
    /^(_geoPoint|_geoDistance|_geoRadius|_geoBoundingBox|_geo)(?:\(|$)/.exec(name ?? '') ?? [];
  if (reserved !== undefined) {
    const hint =
      reserved === '_geoPoint' ? '. `_geoPoint` can only be used for sorting at search time' : '';
    const reason = `\`${reserved}\` is a reserved keyword and thus can't be used as a ranking rule${hint}`;
    throw invalidValue(path, code, reason);
  }
  if (name !== undefined) return rule;
  const reason = `\`${rule}\` ranking rule is invalid. Valid ranking rules are words, typo, sort, proximity, attribute, exactness and custom ranking rules.`;
  throw invalidValue(path, code, reason);
};

const filterablePattern = record(
  {
    attributePatterns: texts,
    features: record({
      facetSearch: flag,
      filter: record({ equality: flag, comparison: flag }),
    }),
  },
  ['attributePatterns'],
);

const filterableAttribute: Reader<unknown> = (value, path, code) => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? filterablePattern(value, path, code) : text(value, path, code);
};

const localizedAttribute: Reader<unknown> = (value, path, code) => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  // Other members are let pass here.
  const known = isObject
    ? Object.fromEntries(
        Object.entries(value).filter(([name]) => ['attributePatterns', 'locales'].includes(name)),
      )
    : value;
  const members = { attributePatterns: texts, locales: listOf(oneOf(...locales)) };
  return record(members, ['attributePatterns', 'locales'])(known, path, code);
};

const totalHits: Reader<number> = (value, path, code) => {
  const given = size(value, path, code);
  if (given > 0) return given;
  const reason =
    'a non-zero integer value lower than `18446744073709551615` was expected, but found a zero';
  throw invalidValue(path, code, reason);
};

const embedderMembers =
  'source model revision pooling apiKey dimensions binaryQuantized documentTemplate documentTemplateMaxBytes url indexingFragments searchFragments request response headers searchEmbedder indexingEmbedder distribution';

const embedder = record({
  ...Object.fromEntries(embedderMembers.split(' ').map((name) => [name, anything])),
  source: orNull(oneOf('openAi', 'huggingFace', 'ollama', 'userProvided', 'rest', 'composite')),
});

const chat = record({
  description: anything,
  documentTemplate: anything,
  documentTemplateMaxBytes: anything,
  searchParameters: anything,
});

const readers: Readonly<Record<string, Reader<unknown>>> = {
  displayedAttributes: texts,
  searchableAttributes: texts,
  filterableAttributes: listOf(filterableAttribute),
  sortableAttributes: texts,
  rankingRules: listOf(rankingRule),
  stopWords: texts,
  nonSeparatorTokens: texts,
  separatorTokens: texts,
  dictionary: texts,
  synonyms: mapOf(texts),
  distinctAttribute: text,
  proximityPrecision: oneOf('byWord', 'byAttribute'),
  typoTolerance: record({
    enabled: orNull(flag),
    minWordSizeForTypos: orNull(wordSizes),
    disableOnWords: orNull(texts),
    disableOnAttributes: orNull(texts),
    disableOnNumbers: orNull(flag),
  }),
  faceting: record({
    maxValuesPerFacet: orNull(size),
    sortFacetValuesBy: orNull(mapOf(oneOf('alpha', 'count'))),
  }),
  pagination: record({ maxTotalHits: orNull(totalHits) }),
  embedders: mapOf(orNull(embedder)),
  searchCutoffMs: size,
  localizedAttributes: listOf(localizedAttribute),
  facetSearch: flag,
  prefixSearch: oneOf('indexingTime', 'disabled'),
  chat,
  vectorStore: oneOf('stable', 'experimental'),
};

/** Every setting by name, in the order in which messages list them. */
export const settingFields: ReadonlyMap<string, Field<unknown>> = new Map(
  Object.entries(readers).map(([name, read]): [string, Field<unknown>] => [
    name,
    { read: orNull(read), code: codeOf(name) },
  ]),
);

function codeOf(name: string): string {
  if (name === 'chat') return 'invalid_settings_index_chat';
  return `invalid_settings_${name.replaceAll(/[A-Z]/g, '_$&').toLowerCase()}`;
}
