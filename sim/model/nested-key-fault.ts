import { comma, openBrace } from '../../engine/base/json/characters.ts';
import { forEachMember, skipSpace } from '../../engine/base/json/scan.ts';
import { utf8Length } from '../../engine/base/json/syntax-error.ts';
import { ApiError } from '../../engine/protocol/api-error.ts';

/**
 * What v1.21 makes of a bad id under a key such as `a.b` when another member follows it: it reads on
 * and finds a comma. Undefined if no member follows.
 */
export function nestedKeyFault(document: string, primaryKey: string): ApiError | undefined {
  const [outer = '', inner = ''] = primaryKey.split('.', 2);
  let column: number | undefined;
  forEachMember(document, 0, (name, _nameStart, start, end) => {
    const isOuter = name === outer && document.charCodeAt(start) === openBrace;
    if (isOuter) column = columnOfComma(document.slice(start, end), inner);
  });
  if (column === undefined) return undefined;
  const message = `trailing comma at line 1 column ${column}`;
  return new ApiError(500, 'internal', 'internal', message);
}

/** The column of the comma after member `name`, in bytes from 1. */
function columnOfComma(object: string, name: string): number | undefined {
  let column: number | undefined;
  forEachMember(object, 0, (member, _nameStart, _start, end) => {
    const next = skipSpace(object, end);
    const isFollowed = member === name && object.charCodeAt(next) === comma;
    if (isFollowed) column = utf8Length(object.slice(0, next)) + 1;
  });
  return column;
}
