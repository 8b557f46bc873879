import { must } from '../base/assert.ts';
import type { EngineContext } from '../context.ts';
import { ApiError, invalidRequest } from '../protocol/api-error.ts';
import { acceptedSettings } from '../settings/accepted-settings.ts';
import { type Members, readElements } from '../settings/members.ts';
import { settingOf } from '../settings/setting-names.ts';
import { undecodableReason, undecodableValue } from './payload/decodable.ts';
import { geoFault, geoField, isGeoDoubtful } from './payload/geo-field.ts';
import type { PlacedDocuments } from './placed-documents.ts';

/** A write whose documents all have an id. */
export interface PlacedWrite extends PlacedDocuments {
  /** By which nodes know the index. */
  readonly uid: string;
  /** By which its client knows it. */
  readonly name: string;
  readonly method: 'POST' | 'PUT';
  /** Places of the documents that are not known to be decodable. */
  readonly doubtful: ReadonlySet<number>;
}

/**
 * Why the task of a single Meilisearch would fail while it indexes the documents; undefined if it
 * would not. Such a task fails as a whole, so Miroir must know before the documents part: otherwise
 * only the shard of the bad one would fail.
 */
export async function indexingFault(
  context: EngineContext,
  write: PlacedWrite,
): Promise<ApiError | undefined> {
  const error = firstGeoError(write);
  // Faults are rare: the settings, which pending tasks may change, are looked up only for one.
  const isFault = error !== undefined && indexesGeo(await acceptedSettings(context, write.uid));
  return isFault ? error : firstUndecodable(write);
}

// Documents count as their ids are left with them: under POST the last of an id, in the order of
// these; under PUT all of them merged, in the order of the first ones.
function firstGeoError(write: PlacedWrite): ApiError | undefined {
  if (!write.documents.some(isGeoDoubtful)) return undefined;
  const errors = new Map<string, ApiError>();
  for (const [place, document] of write.documents.entries()) {
    const id = must(write.ids[place], 'the id of a document');
    const geo = geoField(document);
    if (geo !== undefined || write.method === 'POST') errors.delete(id);
    const error = geo === undefined ? undefined : geoError(write.name, geo, id);
    if (error !== undefined) errors.set(id, error);
  }
  const [first] = write.method === 'POST' ? errors : inOrderOf(write.firstPlaces, errors);
  return first?.[1];
}

function inOrderOf(
  places: ReadonlyMap<string, number>,
  errors: ReadonlyMap<string, ApiError>,
): [string, ApiError][] {
  const placeOf = (id: string): number => must(places.get(id), 'the place of an id');
  return [...errors].toSorted(([left], [right]) => placeOf(left) - placeOf(right));
}

function geoError(name: string, geo: string, id: string): ApiError | undefined {
  const undecodable = undecodableValue(geo);
  if (undecodable !== undefined) return notDecodable(name, undecodable);
  const fault = geoFault(geo, id);
  if (fault === undefined) return undefined;
  return invalidRequest('invalid_document_geo_field', `Index \`${name}\`: ${fault}`);
}

/** Only the plain name makes an index of places: no pattern, and no object with features. */
function indexesGeo(settings: Members): boolean {
  return ['filterableAttributes', 'sortableAttributes'].some((name) =>
    readElements(settingOf(settings, name)).includes('"_geo"'),
  );
}

function firstUndecodable({ name, documents, doubtful }: PlacedWrite): ApiError | undefined {
  for (const place of doubtful) {
    const reason = undecodableReason(must(documents[place], 'a document'));
    if (reason !== undefined) return notDecodable(name, reason);
  }
  return undefined;
}

function notDecodable(name: string, reason: string): ApiError {
  return new ApiError(500, 'internal', 'internal', `Index \`${name}\`: internal: ${reason}.`);
}
