import { compareCodePoints } from '../base/order.ts';
import { featureDefaults } from './feature-settings.ts';
import { type Members, readElements, readMembers, writeElements, writeMembers } from './members.ts';
import { hiddenSettings, nodeSettings, userView, type VirtualCaps } from './node-settings.ts';
import { plain, sortedMap } from './printing.ts';
import { applyPatch } from './patch.ts';
import { settingOf } from './setting-names.ts';

/** What a node holds, in the user's view; undefined when it lacks a part that Miroir hides. */
export function viewOfNode(answer: string, caps: VirtualCaps): Members | undefined {
  const held = readMembers(answer);
  const view = userView(held, caps);
  const expected = nodeSettings(view, hiddenSettings);
  return hiddenSettings.every((name) => same(name, held, expected)) ? view : undefined;
}

/** Whether two views are the same settings, as far as both show them: some only while a feature is on. */
export function agree(left: Members, right: Members): boolean {
  const names = new Set([...left.keys(), ...right.keys()]);
  return [...names].every((name) => {
    if (left.has(name) && right.has(name)) return same(name, left, right);
    return featureDefaults.has(name);
  });
}

/**
 * Whether a view is what `patch` asked for on top of `before`, as far as Meilisearch keeps what it
 * is told: stop words, for one, it normalises, and with them it drops synonyms.
 */
export function isAsAsked(view: Members, before: Members, patch: Members): boolean {
  const asked = applyPatch(before, patch);
  return keptAsTold.every((name) => !patch.has(name) || same(name, view, asked));
}

const keptAsTold: readonly string[] = [
  'displayedAttributes',
  'searchableAttributes',
  'filterableAttributes',
  'sortableAttributes',
  'rankingRules',
  'distinctAttribute',
  'proximityPrecision',
  'faceting',
  'pagination',
  'searchCutoffMs',
  'facetSearch',
  'prefixSearch',
];

function same(name: string, left: Members, right: Members): boolean {
  return canonical(name, settingOf(left, name)) === canonical(name, settingOf(right, name));
}

/** The same text for the same value: the members of objects and the elements of sets in order. */
function canonical(name: string, text: string): string {
  if (name === 'sortableAttributes' || name === 'displayedAttributes') {
    return writeElements(readElements(text).toSorted(compareCodePoints));
  }
  return ordered(plain(text));
}

function ordered(text: string): string {
  if (text.startsWith('{')) return sortedMap(ordered)(writeMembers(readMembers(text)));
  return text.startsWith('[') ? writeElements(readElements(text).map(ordered)) : text;
}
