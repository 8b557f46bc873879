import type { StoredDocument } from './stored-document.ts';
import type { StoredIndex } from './stored-index.ts';

/**
 * The ids of the documents that are not what they were `before`, those that are gone since included;
 * without `before`, nothing was there.
 */
export function rottableIds(
  index: StoredIndex,
  before: StoredIndex | undefined,
): readonly string[] {
  const ids = new Set([...index, ...(before ?? [])].map(({ id }) => id));
  return [...ids].filter((id) => documentOf(index, id)?.text !== documentOf(before, id)?.text);
}

/** Puts a document back to what it was `before`: absent, perhaps. */
export function rotDocument(index: StoredIndex, id: string, before: StoredIndex | undefined): void {
  const internalId = index.internalId(id);
  const document = documentOf(before, id);
  if (document === undefined) {
    if (internalId !== undefined) index.remove(internalId);
    return;
  }
  for (const name of document.members.keys()) index.meet(name);
  const [free] = index.freeInternalIds(0).take(1);
  const place = internalId ?? free;
  if (place !== undefined) index.put(place, document);
}

function documentOf(index: StoredIndex | undefined, id: string): StoredDocument | undefined {
  const internalId = index?.internalId(id);
  return internalId === undefined ? undefined : index?.document(internalId);
}
