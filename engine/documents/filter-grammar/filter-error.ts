/** Words of a filter: what an error points at. */
interface Place {
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

/** A filter that cannot be understood; the message is Meilisearch v1.21's, with its position. */
export class FilterSyntaxError extends Error {
  override name = 'FilterSyntaxError';

  constructor(reason: string, place: Place) {
    super(`${reason}\n${describePlace(place)}`);
  }
}

/** `5:7 a = "x`: the columns, in characters of the line, and the whole expression. */
export function describePlace({ source, start, end }: Place): string {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const column = countCharacters(source.slice(lineStart, start)) + 1;
  return `${column}:${column + countCharacters(source.slice(start, end))} ${source}`;
}

/** Text inside a message: as Rust escapes it for a reader. */
export function quoteInput(text: string): string {
  return text
    .replaceAll(/[\\"']/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t');
}

function countCharacters(text: string): number {
  return Array.from(text).length;
}
