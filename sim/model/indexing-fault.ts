import { geoFault } from '../../engine/documents/payload/geo-field.ts';
import { ApiError, invalidRequest } from '../../engine/protocol/api-error.ts';
import { type Members, readMembers } from '../../engine/settings/members.ts';
import type { IndexConfig } from './index-config.ts';
import type { StoredIndex } from './stored-index.ts';

/** A document that is to be indexed: null if it is to go. */
interface Indexable {
  readonly members: Members | null;
  /** Why it cannot be decoded. */
  readonly fault: string | null;
}

/** Why the documents of a batch, by id, cannot be indexed; undefined if they can be. */
export function indexingFault(
  index: StoredIndex,
  documents: ReadonlyMap<string, Indexable>,
): ApiError | undefined {
  return (
    (index.config.indexesPlaces ? firstGeoFault(index, documents) : undefined) ??
    firstSyntaxFault(index, documents)
  );
}

/** Why the documents of an index cannot be indexed under new settings; undefined if they can be. */
export function settingsFault(index: StoredIndex, config: IndexConfig): ApiError | undefined {
  if (index.config.indexesPlaces || !config.indexesPlaces) return undefined;
  for (const { id, members } of index) {
    const fault = storedGeoFault(members.get('_geo'), id);
    // Here Meilisearch quotes the id as it is in the document.
    const quoted = members.get(index.primaryKey ?? '') ?? JSON.stringify(id);
    if (fault !== undefined) return geoError(index, fault.replace(JSON.stringify(id), quoted));
  }
  return undefined;
}

/** Stored places are checked less strictly, and the message about a missing half names the other. */
function storedGeoFault(geo: string | undefined, id: string): string | undefined {
  if (geo?.startsWith('{') !== true) return undefined;
  const members = readMembers(geo);
  const latitude = members.get('lat');
  const longitude = members.get('lng');
  if (latitude === undefined && longitude === undefined) return undefined;
  if (latitude === undefined) return geoFault('{"lat":0}', id);
  if (longitude === undefined) return geoFault('{"lng":0}', id);
  return (
    geoFault(`{"lat":${latitude},"lng":0}`, id) ?? geoFault(`{"lat":0,"lng":${longitude}}`, id)
  );
}

function geoError(index: StoredIndex, fault: string): ApiError {
  return invalidRequest('invalid_document_geo_field', `Index \`${index.uid}\`: ${fault}`);
}

function firstGeoFault(
  index: StoredIndex,
  documents: ReadonlyMap<string, Indexable>,
): ApiError | undefined {
  for (const [id, { members }] of documents) {
    const geo = members?.get('_geo');
    const fault = geo === undefined ? undefined : geoFault(geo, id);
    if (fault !== undefined) return geoError(index, fault);
  }
  return undefined;
}

function firstSyntaxFault(
  index: StoredIndex,
  documents: ReadonlyMap<string, Indexable>,
): ApiError | undefined {
  for (const { members, fault } of documents.values()) {
    if (members === null || fault === null) continue;
    const message = `Index \`${index.uid}\`: internal: ${fault}.`;
    return new ApiError(500, 'internal', 'internal', message);
  }
  return undefined;
}
