import { readSortRule } from './sort-rule.ts';
import { sortDocuments } from './sorted-documents.ts';
import type { StoredDocument } from './stored-document.ts';

/**
 * The page of documents sorted by rules that nodes have accepted, as Meilisearch v1.21 lists them.
 * `lists` are the nodes' own sorted lists, each from its start to the end of the page.
 */
export function sortedPage(
  lists: readonly { readonly documents: readonly StoredDocument[] }[],
  sort: readonly string[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
): readonly StoredDocument[] {
  // A node lists a document as often as it has kinds of values.
  const documents = new Map<string, StoredDocument>();
  for (const document of lists.flatMap((list) => list.documents)) {
    documents.set(document.sequence, document);
  }
  const groups = sortDocuments([...documents.values()], sort.map(readSortRule));
  const start = startOf(groups, offset);
  return groups.flat().slice(start, start + limit);
}

/**
 * Where a page begins. Meilisearch v1.21 skips whole groups of equal documents, and then gets the rest
 * wrong: nothing is skipped for the first of a group, and nothing follows after the last of one.
 */
function startOf(groups: readonly (readonly unknown[])[], offset: number): number {
  let end = 0;
  for (const { length } of groups) {
    const start = end;
    end += length;
    if (offset > end) continue;
    if (offset <= start + 1) return Math.max(0, offset - 1);
    if (offset < end) return offset;
    break;
  }
  return Number.POSITIVE_INFINITY;
}
