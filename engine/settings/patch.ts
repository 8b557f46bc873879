import { compareCodePoints } from '../base/order.ts';
import { printSetting } from './details.ts';
import { withFeatureSettings } from './feature-settings.ts';
import { type Members, readMembers, writeMembers } from './members.ts';
import { strings, writeStrings } from './printing.ts';
import { defaults as ofEvery, settingOf } from './setting-names.ts';

const defaults = withFeatureSettings(ofEvery);

/**
 * The user's view of an index after a change: as Meilisearch merges it, where `null` resets. What
 * nodes normalise by language (stop words, dictionaries, locales) is left as the user wrote it.
 */
export function applyPatch(view: Members, patch: Members): Map<string, string> {
  const next = new Map(view);
  for (const [name, text] of patch) {
    const current = view.get(name);
    if (current !== undefined) next.set(name, settingAfter(name, current, text));
  }
  return next;
}

function settingAfter(name: string, current: string, text: string): string {
  if (text === 'null') return settingOf(defaults, name);
  const printed = name === 'embedders' ? text : printSetting(name, text);
  switch (name) {
    case 'displayedAttributes':
    case 'searchableAttributes':
      return attributesOf(printed);
    case 'typoTolerance':
    case 'faceting':
    case 'pagination':
    case 'chat':
      return merged(current, printed, settingOf(defaults, name));
    case 'embedders':
      return embeddersAfter(current, printed);
    default:
      return printed;
  }
}

/** Each attribute once, in order; `*` among them stands for all. */
function attributesOf(text: string): string {
  const attributes = new Set(strings(text));
  return writeStrings(attributes.has('*') ? ['*'] : [...attributes]);
}

/** The members of `current`, those of `change` in their place, and `initial` for those set to null. */
function merged(current: string, change: string, initial: string): string {
  const next = readMembers(current);
  const initialMembers = readMembers(initial);
  for (const [name, text] of readMembers(change)) {
    const start = initialMembers.get(name) ?? 'null';
    const before = next.get(name) ?? start;
    next.set(name, text === 'null' ? start : memberAfter(name, before, text, start));
  }
  return writeMembers(next);
}

function memberAfter(name: string, before: string, text: string, start: string): string {
  if (name === 'minWordSizeForTypos') return merged(before, text, start);
  if (name === 'searchParameters') return overlaid(before, text);
  // The orders of facets are replaced as a whole, but there is always one for the rest.
  return name === 'sortFacetValuesBy' ? withDefaultOrder(start, text) : text;
}

function withDefaultOrder(start: string, text: string): string {
  const orders = [...readMembers(start), ...readMembers(text)];
  return writeMembers(
    [...new Map(orders)].toSorted(([left], [right]) => compareCodePoints(left, right)),
  );
}

function embeddersAfter(current: string, change: string): string {
  const next = readMembers(current);
  for (const [name, text] of readMembers(change)) {
    const before = next.get(name);
    if (text === 'null') next.delete(name);
    else next.set(name, before === undefined ? text : overlaid(before, text));
  }
  return writeMembers([...next].toSorted(([left], [right]) => compareCodePoints(left, right)));
}

function overlaid(before: string, change: string): string {
  return writeMembers(new Map([...readMembers(before), ...readMembers(change)]));
}
