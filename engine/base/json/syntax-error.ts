/** Text that is not JSON. The message is serde_json's, without the position. */
export class JsonSyntaxError extends Error {
  override name = 'JsonSyntaxError';
  /** Where in the text, in UTF-16 units. */
  readonly offset: number;
  /** How many bytes from `offset` on serde_json has looked at when it gives up. */
  readonly bytesSeen: number;

  constructor(reason: string, offset: number, bytesSeen = 0) {
    super(reason);
    this.offset = offset;
    this.bytesSeen = bytesSeen;
  }
}

/** An error about the character at `offset`, which must exist. */
export function unexpectedCharacter(reason: string, offset: number): JsonSyntaxError {
  return new JsonSyntaxError(reason, offset, 1);
}

/** What serde_json says of `error` in `text`: `trailing comma at line 1 column 11`. */
export function describeSyntaxError(text: string, error: JsonSyntaxError): string {
  const { line, column } = positionOf(text, error);
  return `${error.message} at line ${line} column ${column}`;
}

/** Where serde_json stands when it gives up: lines from 1, and the bytes read of the last one. */
export function positionOf(
  text: string,
  error: JsonSyntaxError,
): { readonly line: number; readonly column: number } {
  let line = 1;
  let column = 0;
  let bytesLeft = error.bytesSeen;
  for (let at = 0; at < text.length && (at < error.offset || bytesLeft > 0); at += 1) {
    const unit = text.charCodeAt(at);
    const bytes = at < error.offset ? utf8Bytes(unit) : Math.min(bytesLeft, utf8Bytes(unit));
    if (at >= error.offset) bytesLeft -= bytes;
    const isNewline = unit === 0x0a;
    line += isNewline ? 1 : 0;
    column = isNewline ? 0 : column + bytes;
  }
  return { line, column };
}

/** The length of well-formed `text` in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) bytes += utf8Bytes(text.charCodeAt(at));
  return bytes;
}

// Each half of a surrogate pair stands for two of its four bytes.
function utf8Bytes(unit: number): number {
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
}
