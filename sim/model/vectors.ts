import { invalidRequest } from '../../engine/protocol/api-error.ts';
import { type Field, invalidValue, number, type Reader, readFields, text } from './shape.ts';
import type { SearchQuery } from './search-query.ts';

/** What a search says about embedders, of which the model knows none. */
export interface HybridQuery {
  readonly embedder: string;
}

/** Throws the error of a search by vectors: there is no embedder. */
export function refuseVectors({ hybrid, vector, q }: SearchQuery): void {
  if (hybrid === null && vector !== null) {
    throw invalidRequest(
      'missing_search_hybrid',
      'Invalid request: missing `hybrid` parameter when `vector` or `media` are present.',
    );
  }
  if (hybrid === null || (vector === null && (q ?? '').trim() === '')) return;
  const message = `Cannot find embedder with name \`${hybrid.embedder}\`.`;
  throw invalidRequest('invalid_search_embedder', message);
}

const ratio: Reader<number> = (value, path, code) => {
  const given = number(value, path, code);
  if (given >= 0 && given <= 1) return given;
  const reason =
    'the value of `semanticRatio` is invalid, expected a float between `0.0` and `1.0`.';
  throw invalidValue(path, code, reason);
};

const fields: ReadonlyMap<string, Field<string | number>> = new Map<string, Field<string | number>>(
  [
    ['embedder', { read: text, code: 'invalid_search_embedder' }],
    ['semanticRatio', { read: ratio, code: 'invalid_search_semantic_ratio' }],
  ],
);

/** Reads the member `hybrid` of a search. */
export const hybridQuery: Reader<HybridQuery> = (value, path, code) => {
  const embedder = readFields(value, path, fields, code).get('embedder');
  if (typeof embedder === 'string') return { embedder };
  throw invalidRequest(code, `Missing field \`embedder\` inside \`${path}\``);
};
