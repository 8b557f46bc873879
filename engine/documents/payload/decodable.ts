import { checkDecodable } from '../../base/json/decode.ts';
import { forEachMember } from '../../base/json/scan.ts';
import { describeSyntaxError, JsonSyntaxError } from '../../base/json/syntax-error.ts';
import { limits } from '../../limits.ts';

/**
 * Why Meilisearch could not index a document that it would accept: a number that no double holds, a
 * lone surrogate, too deep a nesting; undefined if it could. It would fail the whole task, so Miroir
 * must know before the documents part. In the words of Meilisearch: reason, line and column in the
 * field's value.
 */
export function undecodableReason(document: string): string | undefined {
  if (!isSuspicious(document)) return undefined;
  let reason: string | undefined;
  forEachMember(document, 0, (_name, _nameStart, start, end) => {
    reason ??= reasonOf(document.slice(start, end));
  });
  return reason;
}

/** The same for the text of one value; positions count from its start. */
export function undecodableValue(value: string): string | undefined {
  return isSuspicious(value) ? reasonOf(value) : undefined;
}

function reasonOf(value: string): string | undefined {
  try {
    checkDecodable(value, 0);
    return undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return describeSyntaxError(value, error);
    throw error;
  }
}

/** Nearly no document has a surrogate escape, a huge exponent, a very long number or many brackets. */
function isSuspicious(document: string): boolean {
  return /\\u[dD]|\d[eE]\+?\d{3}|\d{309}/.test(document) || hasManyBrackets(document);
}

function hasManyBrackets(document: string): boolean {
  const opening = /[[{]/g;
  for (let count = 0; count < limits.jsonDepthMax - 1; count += 1) {
    if (!opening.test(document)) return false;
  }
  return true;
}
