import { maskSecret } from '../settings/details.ts';
import { readMembers, writeMembers } from '../settings/members.ts';

/** Settings as clients see them: of the key of the language model only the beginning. */
export function shownSettings(settings: string): string {
  const members = readMembers(settings);
  members.set('apiKey', maskSecret(members.get('apiKey') ?? 'null'));
  return writeMembers(members);
}

/** The settings that a node shows after a change (JSON text), with the key that it does not show. */
export function withKey(shown: string, before: string | null, change: string): string {
  const members = readMembers(shown);
  const held = before === null ? undefined : readMembers(before).get('apiKey');
  members.set('apiKey', keyIn(change) ?? held ?? 'null');
  return writeMembers(members);
}

/** The place of the key where settings are written as a list. */
const keyPlace = 6;

/** The key that a change names, as JSON text; undefined: it names none. */
function keyIn(change: string): string | undefined {
  const parsed: unknown = JSON.parse(change);
  const members: unknown[] = Array.isArray(parsed) ? parsed : [];
  const named: unknown = Array.isArray(parsed) ? members[keyPlace] : memberOf(parsed, 'apiKey');
  return named === undefined ? undefined : JSON.stringify(named);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([own]) => own === name)?.[1];
}
