import { forEachMember } from '../../base/json/scan.ts';
import { markerNames } from '../../protocol/markers.ts';
import type { PayloadDocuments } from './read-payload.ts';

/** The place of the first document that has one of the hidden fields, however it is written; or -1. */
export function findReservedField({ documents, mayEscapeNames }: PayloadDocuments): number {
  return documents.findIndex((document) => {
    // Nearly always neither occurs, and a search for them is native.
    if (!document.includes('_miroir_') && !(mayEscapeNames && document.includes('\\u')))
      return false;
    let found = false;
    forEachMember(document, 0, (key) => {
      found ||= markerNames.includes(key);
    });
    return found;
  });
}
