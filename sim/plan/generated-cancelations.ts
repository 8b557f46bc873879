import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { Intent, OperationId } from '../trace/operation.ts';
import { documentId, generatedIds, partialDocument, wholeDocument } from './generated-documents.ts';
import { followOf, itemOf, type OperationStyle } from './operation-style.ts';
import type { OperationItem } from './plan.ts';

interface Place {
  readonly id: OperationId;
  readonly client: string;
  readonly atMs: number;
  readonly index: string;
}

/**
 * A write that takes nodes a while, writes that wait behind it, and the cancelation of some of these;
 * now and then the deletion of a task that was to be canceled.
 */
export function generatedCancelation(
  draws: KeyedDraws,
  style: OperationStyle,
  { id, client, atMs, index }: Place,
): readonly OperationItem[] {
  const item = (name: string, intent: Intent): OperationItem =>
    itemOf({ id: `${id}.${name}`, client, atMs, intent }, draws, style);
  const waiting = Array.from({ length: draws.between(`${id}/waiting`, 1, 4) }, (_, place) =>
    item(`${place + 1}`, waitingIntent(draws, style, { id: `${id}.${place + 1}`, index })),
  );
  const canceled = waiting.filter(({ id: own }) => draws.below(`${own}/canceled`, 4) > 0);
  const followed = waiting.filter(
    ({ id: own }) => draws.below(`${own}/followed`, 10) < style.followedOfTen,
  );
  const deleted = canceled.filter(({ id: own }) => draws.below(`${own}/deleted`, 5) === 0);
  return [
    item('0', heavyIntent(draws, style, { id: `${id}.0`, index })),
    ...waiting,
    ...canceled.map((one) => ({
      ...one,
      id: `${one.id}/cancel`,
      intent: { kind: 'cancel-task-of', of: one.id } as const,
    })),
    ...followed.map(followOf),
    ...deleted.map((one) => ({
      ...one,
      id: `${one.id}/delete`,
      intent: { kind: 'delete-task-of', of: one.id } as const,
    })),
  ];
}

type Named = Pick<Place, 'id' | 'index'>;

/** Writes every document that there may be. */
function heavyIntent(
  draws: KeyedDraws,
  { keySpace }: OperationStyle,
  { id, index }: Named,
): Intent {
  const documents = Array.from({ length: keySpace }, (_, number) =>
    wholeDocument(draws, id, documentId(number)),
  );
  return { kind: 'write-documents', index, method: 'POST', documents };
}

function waitingIntent(
  draws: KeyedDraws,
  { keySpace, documentsMax }: OperationStyle,
  { id, index }: Named,
): Intent {
  const count = draws.between(`${id}/count`, 1, documentsMax);
  const ids = generatedIds(draws, id, { keySpace, count });
  switch (draws.below(`${id}/kind`, 4)) {
    case 0:
      return { kind: 'delete-documents', index, ids: ids.slice(0, 3) };
    case 1: {
      const documents = ids.map((one) => partialDocument(draws, id, one));
      return { kind: 'write-documents', index, method: 'PUT', documents };
    }
    default: {
      const documents = ids.map((one) => wholeDocument(draws, id, one));
      return { kind: 'write-documents', index, method: 'POST', documents };
    }
  }
}
