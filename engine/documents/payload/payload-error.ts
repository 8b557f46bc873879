import { ApiError, invalidRequest } from '../../protocol/api-error.ts';
import type { ContentType } from './content-type.ts';

export function missingPayload(type: ContentType): ApiError {
  return invalidRequest('missing_payload', `A ${type} payload is missing.`);
}

/** `reason` is what serde_json says, with its position. */
export function malformedJson(type: ContentType, reason: string): ApiError {
  return invalidRequest(
    'malformed_payload',
    `The \`${type}\` payload provided is malformed. \`Couldn't serialize document value: ${reason}\`.`,
  );
}

export function malformedCsv(reason: string): ApiError {
  return invalidRequest(
    'malformed_payload',
    `The \`csv\` payload provided is malformed: \`${reason}\`.`,
  );
}

/** Meilisearch blames itself for a list of anything but objects. */
export function notAnObject(reason: string): ApiError {
  return new ApiError(500, 'internal', 'internal', reason);
}

/** `text` as Rust prints it for a programmer, which is how Meilisearch quotes cells. */
export function quoteForRust(text: string): string {
  const escaped = text.replace(/["\\]|[\p{C}\p{Z}\p{Grapheme_Extend}]/gu, (character) => {
    if (character === ' ') return character;
    const code = character.codePointAt(0) ?? 0;
    return shortEscapes.get(character) ?? `\\u{${code.toString(16)}}`;
  });
  return `"${escaped}"`;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\0', '\\0'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);
