import { findMember, skipSpace } from '../../base/json/scan.ts';
import { printValue } from '../../base/json/print.ts';
import { invalidRequest, MalformedRequest } from '../../protocol/api-error.ts';
import { disguiseJson } from '../../protocol/hidden-names.ts';
import { parseObject } from '../../protocol/json-object.ts';
import { checkFilter, type Filter } from '../filter.ts';

/** What a client wants done to documents. */
export interface EditOrder {
  /** A Rhai script. */
  readonly function: string;
  /** JSON text of what its variable `context` holds, as Meilisearch prints it; null: there is no such variable. */
  readonly context: string | null;
  readonly filter: {
    /** The client's own, as JSON text. */
    readonly text: string;
    /** For nodes. */
    readonly disguised: Filter;
  } | null;
}

const members: ReadonlySet<string> = new Set(['filter', 'context', 'function']);

/** The words of `documents/edit`. Throws {@link MalformedRequest} for what a node must put into words. */
export function parseEdit(
  text: string,
): Omit<EditOrder, 'filter' | 'context'> & { readonly rest: RestOfEdit } {
  const body = parseObject(text);
  const stranger = Object.keys(body).find((name) => !members.has(name));
  if (stranger !== undefined || typeof body['function'] !== 'string') {
    throw new MalformedRequest('The body is not an object with a function.');
  }
  return {
    function: body['function'],
    rest: { text, context: body['context'] },
  };
}

/** What of an order is looked at once its function is known to be one. */
export interface RestOfEdit {
  readonly text: string;
  readonly context: unknown;
}

/** Throws what Meilisearch says of a filter or a context that is none, in its order. */
export function checkRest({ text, context }: RestOfEdit): Pick<EditOrder, 'filter' | 'context'> {
  const named = memberOf(text, 'filter') ?? 'null';
  const filter = named === 'null' ? null : checkFilter(named);
  const isObject = typeof context === 'object' && !Array.isArray(context);
  if (context !== undefined && !isObject) {
    throw invalidRequest('invalid_document_edition_context', 'The context must be an object');
  }
  return {
    filter: filter === null ? null : { text: printed(filter), disguised: disguiseJson(filter) },
    context: context === undefined || context === null ? null : printed(memberOf(text, 'context')),
  };
}

/** As Meilisearch prints it: numbers of any size travel as they came. */
function printed(text: string | undefined): string {
  return text === undefined ? 'null' : printValue(text, 0, text.length);
}

function memberOf(text: string, name: string): string | undefined {
  const span = findMember(text, skipSpace(text, 0), name);
  return span === undefined ? undefined : text.slice(span.start, span.end);
}
