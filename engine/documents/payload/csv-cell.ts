import { printDouble } from '../../base/json/print.ts';
import { malformedCsv, quoteForRust } from './payload-error.ts';

type CellType = 'string' | 'number' | 'boolean';

/** A column of a CSV payload. */
export interface CsvColumn {
  /** Its name as the key of a member: `"price":`. */
  readonly memberStart: string;
  readonly type: CellType;
}

/** Reads a header cell: `name`, or `name:type` with a type that Meilisearch knows. */
export function readColumn(cell: string): CsvColumn {
  const colon = cell.lastIndexOf(':');
  const suffix = cell.slice(colon + 1);
  const isTyped = suffix === 'string' || suffix === 'number' || suffix === 'boolean';
  if (colon === -1 || !isTyped) return { memberStart: `${JSON.stringify(cell)}:`, type: 'string' };
  return { memberStart: `${JSON.stringify(cell.slice(0, colon))}:`, type: suffix };
}

/**
 * The JSON of a cell of row `record` (the first after the header is 1); an empty cell is null.
 * Throws Meilisearch's own {@link ApiError} when the cell is not of its column's type.
 */
export function cellToJson(type: CellType, cell: string, record: number): string {
  if (type === 'string') return cell === '' ? 'null' : JSON.stringify(cell);
  const trimmed = cell.replace(outerSpace, '');
  if (trimmed === '') return 'null';
  if (type === 'number') return numberToJson(trimmed) ?? fail(type, cell, record);
  return trimmed === 'true' || trimmed === 'false' ? trimmed : fail(type, cell, record);
}

const outerSpace = /^\p{White_Space}+|\p{White_Space}+$/gu;
const plainInteger = /^(?:0|-?[1-9]\d{0,14})$/;
const integer = /^[+-]?\d+$/;
const double = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const notFinite = /^[+-]?(?:inf|infinity|nan)$/i;

// As Rust reads an i64, else an f64; what JSON cannot write becomes null. Undefined if no number.
function numberToJson(text: string): string | undefined {
  if (plainInteger.test(text)) return text;
  if (integer.test(text)) {
    const value = BigInt(text.replace('+', ''));
    if (BigInt.asIntN(64, value) === value) return value.toString();
  }
  if (notFinite.test(text)) return 'null';
  if (!double.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? printDouble(value) : 'null';
}

function fail(type: CellType, cell: string, record: number): never {
  const reason =
    type === 'number' ? 'invalid float literal' : 'provided string was not `true` or `false`';
  throw malformedCsv(`Error parsing ${type} ${quoteForRust(cell)} at line ${record}: ${reason}`);
}
