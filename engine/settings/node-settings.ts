import { limits } from '../limits.ts';
import { markerNames, markers, sequenceRule } from '../protocol/markers.ts';
import { type Members, readElements, readMembers, writeElements, writeMembers } from './members.ts';
import { strings, writeStrings } from './printing.ts';
import { settingOf } from './setting-names.ts';

/** The settings that nodes hold in another form than the user sees. */
export const hiddenSettings: readonly string[] = [
  'displayedAttributes',
  'filterableAttributes',
  'sortableAttributes',
  'rankingRules',
  'faceting',
  'pagination',
];

/**
 * What nodes must be told so that they hold the settings `names` of the user's `view`: with the
 * markers that Miroir filters, sorts and merges by, and with caps high enough that Miroir can apply
 * the user's after the merge.
 */
export function nodeSettings(view: Members, names: Iterable<string>): Map<string, string> {
  return new Map(Array.from(names, (name) => [name, nodeSetting(view, name)]));
}

/** The user's caps, which nodes do not know. */
export interface VirtualCaps {
  readonly maxTotalHits: string;
  readonly maxValuesPerFacet: string;
}

/** The inverse of {@link nodeSettings}: the user's view of what a node answers, in the node's order. */
export function userView(answer: Members, caps: VirtualCaps): Map<string, string> {
  return new Map(Array.from(answer, ([name, text]) => [name, userSetting(name, text, caps)]));
}

/** The user's caps in a view. */
export function capsOf(view: Members): VirtualCaps {
  return {
    maxTotalHits: settingOf(readMembers(settingOf(view, 'pagination')), 'maxTotalHits'),
    maxValuesPerFacet: settingOf(readMembers(settingOf(view, 'faceting')), 'maxValuesPerFacet'),
  };
}

/**
 * The settings that have to be sent for a change of `names`: what nodes display depends on what
 * hits are sorted by, for Miroir must see that in every hit.
 */
export function affectedSettings(names: Iterable<string>): Set<string> {
  const affected = new Set(names);
  const dependsOn = [
    'sortableAttributes',
    'rankingRules',
    'distinctAttribute',
    'filterableAttributes',
  ];
  if (dependsOn.some((name) => affected.has(name))) affected.add('displayedAttributes');
  return affected;
}

function nodeSetting(view: Members, name: string): string {
  const text = settingOf(view, name);
  switch (name) {
    case 'filterableAttributes':
      // The first pattern that fits an attribute decides, and a user's `*` may forbid filters.
      return writeElements([JSON.stringify(markers.shard), ...readElements(text)]);
    case 'sortableAttributes':
      return writeElements([...readElements(text), JSON.stringify(markers.sequence)]);
    case 'rankingRules':
      return writeElements([...readElements(text), JSON.stringify(sequenceRule)]);
    case 'displayedAttributes':
      return nodeDisplayed(view, strings(text));
    case 'faceting':
      return withMember(text, 'maxValuesPerFacet', String(limits.nodeFacetValuesMax));
    case 'pagination':
      return withMember(text, 'maxTotalHits', String(limits.nodeTotalHitsMax));
    default:
      return text;
  }
}

function nodeDisplayed(view: Members, displayed: readonly string[]): string {
  if (displayed.includes('*')) return writeStrings(['*']);
  const distinct: unknown = JSON.parse(settingOf(view, 'distinctAttribute'));
  const mergedBy = [
    ...strings(settingOf(view, 'sortableAttributes')),
    ...strings(settingOf(view, 'rankingRules')).flatMap(attributeOfRule),
    ...(typeof distinct === 'string' ? [distinct] : []),
    // A search may name any of these as its distinct attribute.
    ...readElements(settingOf(view, 'filterableAttributes')).flatMap(plainName),
  ];
  return writeStrings([...new Set([...displayed, ...markerNames, ...mergedBy])]);
}

function plainName(element: string): string[] {
  const name: unknown = JSON.parse(element);
  return typeof name === 'string' && !name.includes('*') ? [name] : [];
}

/** `price:asc` ranks by `price`; built-in rules have no attribute. */
function attributeOfRule(rule: string): string[] {
  const colon = rule.lastIndexOf(':');
  return colon < 0 ? [] : [rule.slice(0, colon)];
}

function userSetting(name: string, text: string, caps: VirtualCaps): string {
  switch (name) {
    case 'filterableAttributes':
      return without(text, markers.shard);
    case 'sortableAttributes':
      return without(text, markers.sequence);
    case 'rankingRules':
      return without(text, sequenceRule);
    case 'displayedAttributes':
      return userDisplayed(strings(text));
    case 'faceting':
      return withMember(text, 'maxValuesPerFacet', caps.maxValuesPerFacet);
    case 'pagination':
      return withMember(text, 'maxTotalHits', caps.maxTotalHits);
    default:
      return text;
  }
}

/** Nodes keep the order, so what Miroir added begins with the first marker. */
function userDisplayed(displayed: readonly string[]): string {
  const added = displayed.findIndex((attribute) => markerNames.includes(attribute));
  return writeStrings(added < 0 ? displayed : displayed.slice(0, added));
}

function without(text: string, hidden: string): string {
  return writeElements(readElements(text).filter((element) => element !== JSON.stringify(hidden)));
}

function withMember(text: string, name: string, value: string): string {
  return writeMembers(readMembers(text).set(name, value));
}
