import { geoDistance } from './ranking/sort-values.ts';
import type { StoredDocument } from './stored-document.ts';

/** A place on earth, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Where a document is; undefined if it does not say. */
export function placeOf(document: StoredDocument): Place | undefined {
  const geo = document.fields['_geo'];
  if (typeof geo !== 'object' || geo === null || !('lat' in geo) || !('lng' in geo)) {
    return undefined;
  }
  return { latitude: Number(geo.lat), longitude: Number(geo.lng) };
}

/** The distance between two places, in metres. */
export function distanceMeters(from: Place, to: Place): number {
  return geoDistance([from.latitude, from.longitude], [to.latitude, to.longitude]);
}
