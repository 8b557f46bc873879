import { openBrace, quote } from '../../base/json/characters.ts';
import { printValue } from '../../base/json/print.ts';
import { decodeString, findMember, forEachMember } from '../../base/json/scan.ts';

/**
 * Whether the `_geo` of a document may be at fault. Cheap, and false for all documents without one
 * and for nearly all with a good one: those that mention the name once, before an ordinary place.
 */
export function isGeoDoubtful(document: string): boolean {
  if (document.includes('\\u00') && escapedName.test(document)) return true;
  const mention = document.indexOf('_geo"');
  if (mention === -1) return false;
  if (document.includes('_geo"', mention + 1)) return true;
  ordinaryPlace.lastIndex = mention;
  return !ordinaryPlace.test(document);
}

/** The text of the `_geo` of a document; undefined if it has none. */
export function geoField(document: string): string | undefined {
  const found = findMember(document, 0, '_geo');
  return found === undefined ? undefined : document.slice(found.start, found.end);
}

/**
 * Why Meilisearch could not index document `id` in an index that filters or sorts by place, given
 * the text of its `_geo`, which must be decodable; undefined if it could. In Meilisearch's words.
 */
export function geoFault(geo: string, id: string): string | undefined {
  if (geo === 'null') return undefined;
  const where = `in the document with the id: \`"${id}"\``;
  if (geo.charCodeAt(0) !== openBrace) {
    return `The \`_geo\` field ${where} is not an object. Was expecting an object with the \`_geo.lat\` and \`_geo.lng\` fields but instead got ${quoted(geo)}.`;
  }
  const members = membersOf(geo);
  const latitude = take(members, 'lat');
  const longitude = take(members, 'lng');
  if (latitude === undefined || longitude === undefined) {
    return describeMissing({ latitude, longitude }, where);
  }
  if (members.length > 0) {
    return `The \`_geo\` field ${where} contains the following unexpected fields: ${quoted(objectOf(members))}.`;
  }
  return describeUnparsed({ latitude, longitude }, where);
}

/** A name in which one of the characters of `_geo` is written as an escape. */
const escapedName = /\\u00(?:5[fF]|6[57fF])/;

const coordinate = '"?-?\\d{1,15}(?:\\.\\d+)?"?';
const ordinaryPlace = new RegExp(
  `_geo":\\s*(?:null|\\{\\s*"(?:lat":\\s*${coordinate},\\s*"lng|lng":\\s*${coordinate},\\s*"lat)":\\s*${coordinate}\\s*\\})`,
  'y',
);

function describeMissing(
  { latitude, longitude }: { latitude: string | undefined; longitude: string | undefined },
  where: string,
): string {
  if (latitude !== undefined) {
    return `Could not find longitude ${where}. Was expecting a \`_geo.lng\` field.`;
  }
  if (longitude !== undefined) {
    return `Could not find latitude ${where}. Was expecting a \`_geo.lat\` field.`;
  }
  return `Could not find latitude nor longitude ${where}. Was expecting \`_geo.lat\` and \`_geo.lng\` fields.`;
}

function describeUnparsed(
  { latitude, longitude }: { latitude: string; longitude: string },
  where: string,
): string | undefined {
  const isLatitude = isFiniteNumber(latitude);
  const isLongitude = isFiniteNumber(longitude);
  if (isLatitude && isLongitude) return undefined;
  if (isLatitude || isLongitude) {
    const [name, value] = isLatitude ? ['longitude', longitude] : ['latitude', latitude];
    return `Could not parse ${name} ${where}. Was expecting a finite number but instead got ${quoted(value)}.`;
  }
  return `Could not parse latitude nor longitude ${where}. Was expecting finite numbers but instead got ${quoted(latitude)} and ${quoted(longitude)}.`;
}

/** A number, or a string that Rust reads as one; any number is a place. */
function isFiniteNumber(value: string): boolean {
  const isText = value.charCodeAt(0) === quote;
  const digits = isText ? decodeString(value, 0, value.length) : value;
  return (
    /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(digits) && Number.isFinite(Number(digits))
  );
}

/** Names with the texts of their values, the last of duplicates in the place of the first. */
function membersOf(object: string): [string, string][] {
  const members = new Map<string, string>();
  forEachMember(object, 0, (name, _nameStart, start, end) => {
    members.set(name, object.slice(start, end));
  });
  return [...members];
}

/** Takes a member out as Meilisearch does: the last one moves to its place. */
function take(members: [string, string][], name: string): string | undefined {
  const place = members.findIndex(([key]) => key === name);
  const taken = members[place];
  if (taken === undefined) return undefined;
  const last = members.pop();
  if (last !== undefined && last !== taken) members[place] = last;
  return taken[1];
}

function objectOf(members: readonly [string, string][]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

function quoted(json: string): string {
  return `\`${printValue(json, 0, json.length)}\``;
}
