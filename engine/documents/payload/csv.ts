import { utf8Length } from '../../base/json/syntax-error.ts';
import { type CsvColumn, cellToJson, readColumn } from './csv-cell.ts';
import { malformedCsv } from './payload-error.ts';

/**
 * The documents of a CSV payload, as JSON. The first row names the columns (and may type them);
 * blank lines are skipped. Throws Meilisearch's own {@link ApiError} when a row has too many or too
 * few cells, or when a cell is not of its column's type.
 */
export function readCsv(text: string, delimiter: string): readonly string[] {
  const rows = readRows(text, delimiter);
  const header = rows.next();
  if (header.done === true) return [];
  const columns = header.value.cells.map(readColumn);
  const documents: string[] = [];
  for (const { cells, start } of rows) {
    const record = documents.length + 1;
    if (cells.length !== columns.length) {
      throw unequalRow(text, start, record, { found: cells.length, expected: columns.length });
    }
    documents.push(rowToJson(columns, cells, record));
  }
  return documents;
}

interface CsvRow {
  readonly cells: readonly string[];
  /** Just after the terminator of the row before. */
  readonly start: number;
}

// Rows end with a line feed, a carriage return or both, as the csv crate has it: of two, the second
// counts as a blank line.
function* readRows(text: string, delimiter: string): Generator<CsvRow, undefined> {
  const reader = new CellReader(text, delimiter);
  for (;;) {
    const start = reader.at;
    reader.skipTerminators();
    if (reader.atEnd) return;
    const cells = [reader.readCell()];
    while (reader.skipDelimiter()) cells.push(reader.readCell());
    yield { cells, start };
    reader.at += 1;
  }
}

class CellReader {
  at: number;
  readonly #text: string;
  readonly #delimiter: string;
  readonly #plain: RegExp;

  constructor(text: string, delimiter: string) {
    this.#text = text;
    this.#delimiter = delimiter;
    this.#plain = new RegExp(`[^${RegExp.escape(delimiter)}\\r\\n]*`, 'y');
    this.at = text.startsWith('\ufeff') ? 1 : 0;
  }

  get atEnd(): boolean {
    return this.at >= this.#text.length;
  }

  skipTerminators(): void {
    while (this.#text[this.at] === '\n' || this.#text[this.at] === '\r') this.at += 1;
  }

  skipDelimiter(): boolean {
    if (this.#text[this.at] !== this.#delimiter) return false;
    this.at += 1;
    return true;
  }

  // What follows the closing quote, up to the delimiter, belongs to the cell as it is.
  readCell(): string {
    return this.#text[this.at] === '"' ? this.#readQuoted() + this.#readPlain() : this.#readPlain();
  }

  #readPlain(): string {
    const start = this.at;
    this.#plain.lastIndex = start;
    this.#plain.test(this.#text);
    this.at = this.#plain.lastIndex;
    return this.#text.slice(start, this.at);
  }

  // A quote is doubled inside; a cell that is never closed goes on to the end.
  #readQuoted(): string {
    let cell = '';
    for (;;) {
      const start = this.at + 1;
      const close = this.#text.indexOf('"', start);
      this.at = close === -1 ? this.#text.length : close + 1;
      cell += this.#text.slice(start, close === -1 ? undefined : close);
      if (this.#text[this.at] !== '"') return cell;
      cell += '"';
    }
  }
}

function unequalRow(
  text: string,
  start: number,
  record: number,
  cells: { found: number; expected: number },
): Error {
  const before = text.slice(0, start);
  const line = before.split('\n').length;
  return malformedCsv(
    `CSV error: record ${record} (line: ${line}, byte: ${utf8Length(before)}): found record with ${cells.found} fields, but the previous record has ${cells.expected} fields`,
  );
}

function rowToJson(
  columns: readonly CsvColumn[],
  cells: readonly string[],
  record: number,
): string {
  const members = columns.map((column, place) => {
    return column.memberStart + cellToJson(column.type, cells[place] ?? '', record);
  });
  return `{${members.join(',')}}`;
}
