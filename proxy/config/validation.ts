import type { z } from 'zod';
import { type BrokenRule, brokenRules } from './rules.ts';
import { schema, type Settings } from './schema.ts';
import { keyOfPath, keyText, settings } from './setting-paths.ts';
import type { GivenValue } from './sources.ts';

/** Complete settings, or everything that is wrong with what was given. */
export type Validation =
  | { readonly kind: 'valid'; readonly settings: Settings }
  | { readonly kind: 'invalid'; readonly refusals: readonly string[] };

/** Checks the given values, each by itself and all together; what is not given has its default. */
export function validate(given: ReadonlyMap<string, GivenValue>): Validation {
  const result = schema.safeParse(nested(given));
  if (result.success) {
    const broken = brokenRules(result.data);
    if (broken.length === 0) return { kind: 'valid', settings: result.data };
    return { kind: 'invalid', refusals: broken.map(({ message }) => message) };
  }
  const refusals = result.error.issues.flatMap((issue) => issueTexts(issue, given));
  const wrong = new Set(result.error.issues.map(({ path }) => settingOf(path)));
  const rest = new Map([...given].filter(([key]) => !wrong.has(key)));
  const others = rulesBrokenBesides(wrong, rest).map(({ message }) => message);
  return { kind: 'invalid', refusals: [...refusals, ...others] };
}

/** What else is wrong, as far as it can be told without the settings that are `wrong` in themselves. */
function rulesBrokenBesides(
  wrong: ReadonlySet<string>,
  rest: ReadonlyMap<string, GivenValue>,
): readonly BrokenRule[] {
  const partial = schema.safeParse(nested(rest));
  if (!partial.success) return [];
  return brokenRules(partial.data).filter(({ keys }) => !keys.some((key) => wrong.has(key)));
}

function nested(given: ReadonlyMap<string, GivenValue>): object {
  const groups: Record<string, unknown> = Object.fromEntries(
    [...groupNames].map((name) => [name, {}]),
  );
  for (const { key, value } of given.values()) {
    const [first, second] = key.split('.');
    if (first === undefined) continue;
    const inGroup = second === undefined ? value : { ...groupOf(groups[first]), [second]: value };
    groups[first] = inGroup;
  }
  return groups;
}

/** Groups are there even when nothing in them is given. */
const groupNames = new Set(
  [...settings.keys()].flatMap((key) =>
    /^\w+\./.test(key) ? [key.slice(0, key.indexOf('.'))] : [],
  ),
);

function groupOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function issueTexts(issue: z.core.$ZodIssue, given: ReadonlyMap<string, GivenValue>): string[] {
  const source = given.get(settingOf(issue.path));
  const origin = source === undefined ? '' : ` (${source.origin})`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (name) => `${keyText([...issue.path, name])}${origin}: there is no such key`,
    );
  }
  const setting = settings.get(keyOfPath(issue.path)) ?? settings.get(settingOf(issue.path));
  const key = keyText(issue.path);
  const value = valueAt(source?.value, issue.path.slice(settingSteps(issue.path)));
  const state = value === undefined ? 'is not set' : `is ${shown(value, setting?.secret ?? true)}`;
  return [`${key} ${state}${origin}; right would be ${setting?.right ?? 'another value'}`];
}

/** The key under which a value at `path` was given: that of its list, if it is in one. */
function settingOf(path: readonly PropertyKey[]): string {
  return keyText(path.slice(0, settingSteps(path)));
}

function settingSteps(path: readonly PropertyKey[]): number {
  const place = path.findIndex((step) => typeof step === 'number');
  return place < 0 ? path.length : place;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((within, step) => {
    if (typeof within !== 'object' || within === null) return undefined;
    return Object.getOwnPropertyDescriptor(within, step)?.value;
  }, value);
}

const shownCharactersMax = 80;

function shown(value: unknown, isSecret: boolean): string {
  if (isSecret) return '(hidden)';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= shownCharactersMax ? text : `${text.slice(0, shownCharactersMax)}…`;
}
