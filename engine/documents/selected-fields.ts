import { openBrace, openBracket } from '../base/json/characters.ts';
import { forEachElement, forEachMember } from '../base/json/scan.ts';

/**
 * The object `text` with nothing but the fields that `paths` lead to, as Meilisearch selects them: the
 * rest stays as it is written. `a.b` is member `b` of `a`, of every object in it if `a` is a list, and a
 * member that is called `a.b`. Objects stay even if nothing is left in them, unless a list holds them.
 */
export function selectFields(text: string, paths: readonly string[]): string {
  return selectMembers(text, 0, paths).text;
}

interface Selected {
  readonly text: string;
  readonly isEmpty: boolean;
}

function selectMembers(text: string, at: number, paths: readonly string[]): Selected {
  const kept: string[] = [];
  forEachMember(text, at, (name, nameStart, start, end) => {
    if (paths.includes(name)) {
      kept.push(text.slice(nameStart, end));
      return;
    }
    const rests = paths.filter((path) => path.startsWith(`${name}.`));
    if (rests.length === 0) return;
    const inside = selectInside(
      text,
      start,
      rests.map((path) => path.slice(name.length + 1)),
    );
    if (inside !== undefined) kept.push(text.slice(nameStart, start) + inside.text);
  });
  return { text: `{${kept.join(',')}}`, isEmpty: kept.length === 0 };
}

/** Undefined for what has nothing inside. */
function selectInside(text: string, at: number, paths: readonly string[]): Selected | undefined {
  const first = text.charCodeAt(at);
  if (first === openBrace) return selectMembers(text, at, paths);
  return first === openBracket ? selectElements(text, at, paths) : undefined;
}

function selectElements(text: string, at: number, paths: readonly string[]): Selected {
  const kept: string[] = [];
  forEachElement(text, at, (start) => {
    const inside = selectInside(text, start, paths);
    const isList = text.charCodeAt(start) === openBracket;
    if (inside !== undefined && (isList || !inside.isEmpty)) kept.push(inside.text);
  });
  return { text: `[${kept.join(',')}]`, isEmpty: kept.length === 0 };
}
