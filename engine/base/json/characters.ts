/** The UTF-16 units that JSON's grammar is made of. */
export const quote = 0x22;
export const plus = 0x2b;
export const comma = 0x2c;
export const minus = 0x2d;
export const point = 0x2e;
export const zero = 0x30;
export const colon = 0x3a;
export const openBracket = 0x5b;
export const backslash = 0x5c;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;

/** Whether `unit` is JSON's white space. */
export function isSpace(unit: number): boolean {
  return unit <= 0x20 && (unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09);
}

/** Whether `unit` is `0` to `9`. */
export function isDigit(unit: number): boolean {
  return unit >= zero && unit <= 0x39;
}

/** Whether `unit` is `e` or `E`. */
export function isExponentMark(unit: number): boolean {
  return unit === 0x65 || unit === 0x45;
}
