import { revealMarkers } from './hidden-names.ts';
import { markerNames } from './markers.ts';

/**
 * A node's error body as a single Meilisearch without markers would have written it: the lists of
 * attributes in its message lose the markers, and the names that were disguised come back.
 * `displayed` are the attributes that the user displays (null: all): nodes also display what hits
 * are sorted by, which the lists of a search must not name.
 */
export function scrubErrorBody(body: string, displayed: ReadonlySet<string> | null = null): string {
  const said = revealMarkers(body).replaceAll(ruleNumber, (_text, lead: string, number: string) => {
    return `${lead}${Number(number) - 1}`;
  });
  return said.replaceAll(attributeList, (_sentence, lead: string, kind: string, list: string) => {
    // Filters have their attributes quoted one by one, everything else as one list.
    const separator = lead.includes('attribute patterns') ? '`, `' : ', ';
    const kept = visible(
      list.slice(1, -1).split(separator),
      namesDisplayedOnly(kind, body) ? displayed : null,
    );
    return kept.every((item) => item === hiddenItem)
      ? `This index does not have configured ${kind} attributes.`
      : `${lead}\`${kept.join(separator)}\`.`;
  });
}

/** Rules of `filterableAttributes` are counted from the marker's, which comes before the user's. */
const ruleNumber =
  /(match(?:es|ed) rule #(?=\d+ in `?filterableAttributes)|in rule #(?=\d+ by (?:adding|modifying))|with (?:facetSearch: true|appropriate filter features) before rule #)(\d+)/g;

const attributeList =
  /(Available (filterable|sortable|facet-searchable) attributes?(?: patterns)? are: )(`[^`]*`(?:, `[^`]*`)*)\./g;
const hiddenItem = '<..hidden-attributes>';

// Routes for documents, to which `displayedAttributes` means nothing, do not name the index.
function namesDisplayedOnly(kind: string, body: string): boolean {
  if (kind === 'sortable') return body.includes('Index `');
  return kind === 'facet-searchable' || body.includes('cannot be used as distinct attribute');
}

function visible(items: readonly string[], displayed: ReadonlySet<string> | null): string[] {
  const own = items.filter((item) => !markerNames.includes(item));
  if (displayed === null) return own;
  const shown = own.filter((item) => displayed.has(item));
  return shown.length === own.length ? shown : [...shown, hiddenItem];
}
