import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { ClientDocument, OperationId } from '../trace/operation.ts';
import { kinds, vocabulary } from './vocabulary.ts';

/** The ids of a run: few, so that writes meet. Some look like numbers, which is all the same to a hash. */
export function documentId(number: number): string {
  return number % 5 === 0 ? String(number) : `d${number}`;
}

/** Some ids, each once, out of `keySpace` many. */
export function generatedIds(
  draws: KeyedDraws,
  operation: OperationId,
  { keySpace, count }: { keySpace: number; count: number },
): readonly string[] {
  const numbers = Array.from({ length: count }, () => draws.below(`${operation}/id`, keySpace));
  return [...new Set(numbers)].map(documentId);
}

/** A whole document, as a POST writes it. */
export function wholeDocument(
  draws: KeyedDraws,
  operation: OperationId,
  id: string,
): ClientDocument {
  const label = `${operation}/${id}`;
  const words = Array.from({ length: draws.between(label, 1, 6) }, () =>
    draws.pick(`${label}/word`, vocabulary),
  );
  const hasRank = draws.below(`${label}/rank`, 8) > 0;
  return {
    id,
    v: operation,
    base: operation,
    words: words.join(' '),
    kind: draws.pick(`${label}/kind`, kinds),
    ...(hasRank ? { rank: draws.below(`${label}/rank`, 12) } : {}),
  };
}

/** Some fields of a document, as a PUT merges them into it. */
export function partialDocument(
  draws: KeyedDraws,
  operation: OperationId,
  id: string,
): ClientDocument {
  const label = `${operation}/${id}`;
  return {
    id,
    v: operation,
    ...(draws.below(label, 2) === 0
      ? { kind: draws.pick(`${label}/kind`, kinds) }
      : { rank: draws.below(`${label}/rank`, 12) }),
  };
}
