import { must } from '../base/assert.ts';
import {
  decodeString,
  findMember,
  forEachElement,
  removeMembers,
  skipSpace,
} from '../base/json/scan.ts';
import { markerNames, markers } from '../protocol/markers.ts';

/** A document as a node stores it: its exact text, and its place in the order of first insertion. */
export interface StoredDocument {
  readonly text: string;
  readonly sequence: string;
}

const hidden: ReadonlySet<string> = new Set(markerNames);

/** Reads a node's `{"results":[…],"total":n}`; throws if it is something else. */
export function readDocumentList(body: string): { documents: StoredDocument[]; total: number } {
  const results = must(findMember(body, skipSpace(body, 0), 'results'), 'results');
  const total = must(findMember(body, skipSpace(body, 0), 'total'), 'total');
  const documents: StoredDocument[] = [];
  forEachElement(body, results.start, (start, end) => {
    const text = body.slice(start, end);
    documents.push({ text, sequence: sequenceOf(text) });
  });
  return { documents, total: Number(body.slice(total.start, total.end)) };
}

/** The exact text of a stored document without its hidden members. */
export function withoutMarkers(text: string): string {
  return removeMembers(text, 0, text.length, hidden);
}

function sequenceOf(text: string): string {
  const span = findMember(text, 0, markers.sequence);
  // A document that came to a node past Miroir has none; it sorts first.
  return span === undefined ? '' : decodeString(text, span.start, span.end);
}
