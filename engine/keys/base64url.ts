const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The value of each symbol by its code; -1: no symbol. */
const values: readonly number[] = Array.from({ length: 0x80 }, (_, code) =>
  alphabet.indexOf(String.fromCharCode(code)),
);

/** What a text in base64url stands for, or what Meilisearch says is wrong with it. */
export type Base64Reading = { readonly bytes: readonly number[] } | { readonly fault: string };

/** Decodes base64url without padding (RFC 4648 §5). */
export function decodeBase64url(text: string): Base64Reading {
  const fault = faultOf(text);
  if (fault !== undefined) return { fault };
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    bits = ((bits << 6) | valueAt(text, at)) & 0xff_ffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return { bytes };
}

/** The text that `bytes` are in UTF-8; undefined if they are none. */
export function decodeUtf8(bytes: readonly number[]): string | undefined {
  let escaped = '';
  let isPlain = true;
  for (const byte of bytes) {
    // What `decodeURIComponent` leaves as it is.
    const isOwn = byte < 0x80 && byte !== 0x25;
    escaped += isOwn ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`;
    isPlain &&= isOwn;
  }
  if (isPlain) return escaped;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

function valueAt(text: string, at: number): number {
  return values[text.charCodeAt(at)] ?? -1;
}

function faultOf(text: string): string | undefined {
  const { length } = text;
  const last = length - 1;
  // What ends the text, such as a line break, is told before anything else.
  if (length % 4 === 1 && text[last] !== '=' && valueAt(text, last) === -1) {
    return strangeSymbol(text, last);
  }
  for (let at = 0; at < length; at += 1) {
    if (valueAt(text, at) !== -1) continue;
    const isPadding = at % 4 >= 2 && at >= length - 2 && /^=+$/.test(text.slice(at));
    return isPadding ? 'Invalid padding' : strangeSymbol(text, at);
  }
  if (length % 4 === 1) return `Invalid input length: ${length}`;
  const unused = length % 4 === 2 ? 0b1111 : length % 4 === 3 ? 0b11 : 0;
  if ((valueAt(text, last) & unused) === 0) return undefined;
  return `Invalid last symbol ${text.charCodeAt(last)}, offset ${last}.`;
}

function strangeSymbol(text: string, at: number): string {
  return `Invalid symbol ${text.charCodeAt(at)}, offset ${at}.`;
}
