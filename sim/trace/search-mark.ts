import type { Operation } from './operation.ts';

/**
 * What a search carries along, so that the requests to nodes on its behalf are recognised: its own id,
 * or that of its series. Pages of one search must be asked with the same words, or they are not one.
 */
export function searchMark({ id, intent }: Pick<Operation, 'id' | 'intent'>): string {
  return intent.kind === 'search' ? (intent.series ?? id) : id;
}
