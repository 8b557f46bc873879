/** A text as Rust shows it in a list: quoted, and with escapes for what cannot be seen. */
export function debugText(text: string): string {
  return `"${text.replaceAll(escaped, escapeOf)}"`;
}

// Marks that combine with the character before them, separators but the space, and what has no form.
const escaped = /["\\]|[\p{C}\p{Zl}\p{Zp}\p{Mn}\p{Me}]|(?! )\p{Zs}/gu;

const short: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\0', '\\0'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

function escapeOf(character: string): string {
  return short.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
