import { ApiError, invalidRequest } from '../protocol/api-error.ts';
import { markerDigits } from '../protocol/markers.ts';
import type { Members } from './members.ts';

/**
 * Throws the {@link ApiError} of settings that Meilisearch accepts and Miroir must not: they would
 * show or change its hidden fields, or stop the nodes.
 */
export function refuseSettings(patch: Members): void {
  for (const [name, text] of patch) {
    const value: unknown = JSON.parse(text);
    if (namesAttributes.has(name)) refuseReservedNames(name, value);
    if (namesTokens.has(name)) refuseMarkerTokens(name, value);
    if (name === 'embedders') refuseEmbedders(value);
  }
}

const namesAttributes: ReadonlySet<string> = new Set([
  'displayedAttributes',
  'searchableAttributes',
  'filterableAttributes',
  'sortableAttributes',
  'rankingRules',
  'distinctAttribute',
  'typoTolerance',
  'faceting',
  'localizedAttributes',
]);

/** A word of a dictionary is found inside a marker as a non-separator is. */
const namesTokens: ReadonlySet<string> = new Set(['nonSeparatorTokens', 'dictionary']);

const reservedPrefix = '_miroir';

function refuseReservedNames(setting: string, value: unknown): void {
  const reserved = textsIn(value).find((text) => text.startsWith(reservedPrefix));
  if (reserved !== undefined) throw reservedField(setting, reserved);
}

function refuseMarkerTokens(setting: string, value: unknown): void {
  const token = textsIn(value).find(isMarkerText);
  if (token === undefined) return;
  const characters = Array.from(markerDigits, (digit) => `\`${digit}\``).join(', ');
  throw new ApiError(
    400,
    'miroir_not_supported',
    'invalid_request',
    `\`${token}\` cannot be one of the \`${setting}\`: Miroir writes its hidden fields with the characters ${characters}, and they would become searchable.`,
  );
}

function isMarkerText(text: string): boolean {
  return text !== '' && Array.from(text).every((character) => markerDigits.includes(character));
}

// Meilisearch v1.21 cuts a secret at a byte to mask it. Within a character that stops a node's task
// queue for good.
function refuseEmbedders(value: unknown): void {
  const reserved = textsIn(value).find((text) => text.includes(`${reservedPrefix}_`));
  if (reserved !== undefined) throw reservedField('embedders', reserved);
  if (secretsIn(value).every((secret) => /^[\x20-\x7e]*$/.test(secret))) return;
  throw invalidRequest(
    'invalid_settings_embedders',
    'An `apiKey` of an embedder contains characters that are not printable ASCII.',
  );
}

function reservedField(setting: string, name: string): ApiError {
  return invalidRequest(
    'miroir_reserved_field',
    `\`${name}\` cannot be used in \`${setting}\`: names that begin with \`${reservedPrefix}_\` belong to Miroir.`,
  );
}

/** Every string in a JSON value, names of members included. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...names, ...Object.values(value).flatMap(textsIn)];
}

function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    name === 'apiKey' && typeof member === 'string' ? [member] : secretsIn(member),
  );
}
