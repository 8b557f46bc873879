import { z } from 'zod';
import { schema } from './schema.ts';
import { notesOf, type SettingNotes } from './settings.ts';

/** One setting: a leaf of the schema, or a list. */
export interface Setting extends SettingNotes {
  /** As in `server.port`; the settings of the items of a list are written `nodes[].id`. */
  readonly key: string;
  readonly fallback: unknown;
}

/** Every setting, in the order of the schema, by its key. */
export const settings: ReadonlyMap<string, Setting> = new Map(
  settingsWithin(schema, '').map((setting) => [setting.key, setting]),
);

/** The key in {@link settings} of a path that zod reports. */
export function keyOfPath(path: readonly PropertyKey[]): string {
  return keyText(path.map((step) => (typeof step === 'number' ? '' : step)));
}

/** A path as people write it: `nodes[1].id`. */
export function keyText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((key, step) => {
    if (typeof step === 'number' || step === '') return `${key}[${String(step)}]`;
    return key === '' ? String(step) : `${key}.${String(step)}`;
  }, '');
}

function settingsWithin(within: z.core.$ZodType, key: string): Setting[] {
  const known = notesOf(within);
  const own = known === undefined ? [] : [{ ...known, key, fallback: fallbackOf(within) }];
  const inner = unwrapped(within);
  if (inner instanceof z.ZodArray) return [...own, ...settingsWithin(inner.element, `${key}[]`)];
  if (!(inner instanceof z.ZodObject)) return own;
  const children = Object.entries(inner.shape).flatMap(([name, child]) =>
    settingsWithin(child, key === '' ? name : `${key}.${name}`),
  );
  return [...own, ...children];
}

function unwrapped(wrapped: z.core.$ZodType): z.core.$ZodType {
  return wrapped instanceof z.ZodDefault ? wrapped.unwrap() : wrapped;
}

function fallbackOf(setting: z.core.$ZodType): unknown {
  return setting instanceof z.ZodDefault ? setting.def.defaultValue : undefined;
}
