import { parse, parseDocument } from 'yaml';
import { unreachable } from '../../engine/base/assert.ts';
import { nearest } from './nearest.ts';
import { settings } from './setting-paths.ts';

/** Values as they were given, by key: each names where it comes from, and later ones win. */
export interface GivenValue {
  readonly key: string;
  readonly value: unknown;
  /** A file, a variable, a flag. */
  readonly origin: string;
}

/** What a source gives, and what is wrong with it. */
export interface Source {
  readonly values: readonly GivenValue[];
  readonly refusals: readonly string[];
}

/** What a YAML file says. */
export function fileSource(path: string, content: string): Source {
  const document = parseDocument(content, { uniqueKeys: true, prettyErrors: true });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const refusals = problems.map(({ message }) => `${path}: ${message.split('\n')[0]}`);
    return { values: [], refusals };
  }
  const given: unknown = document.toJS({ maxAliasCount });
  if (given === null) return { values: [], refusals: [] };
  if (!isMapping(given)) {
    return { values: [], refusals: [`${path}: is not a mapping of keys to values`] };
  }
  return combined(leaves(given, '').map(({ key, value }) => fileValue(key, value, path)));
}

/** What the variables `MIROIR_*` say; `__` separates the steps of a key. */
export function environmentSource(variables: Readonly<Record<string, string | undefined>>): Source {
  const given = Object.entries(variables).flatMap(([name, text]) =>
    text === undefined || !name.startsWith(prefix) || isForeign(name, text) ? [] : [{ name, text }],
  );
  const results = given.map(({ name, text }) => {
    const key = aliases[name] ?? name.slice(prefix.length).toLowerCase().replaceAll('__', '.');
    return textValue(key, text, name, variableOf);
  });
  return combined(results);
}

/** What `--set key=value` and the short forms say. */
export function flagSource(flags: readonly { key: string; text: string; flag: string }[]): Source {
  return combined(flags.map(({ key, text, flag }) => textValue(key, text, flag, (near) => near)));
}

/** The variable that sets `key`. */
export function variableOf(key: string): string {
  return prefix + key.replaceAll('.', '__').toUpperCase();
}

const prefix = 'MIROIR_';

/** No honest configuration repeats itself more often; "billion laughs" does. */
const maxAliasCount = 100;

/** Shorter names for what deployments keep as secrets. */
const aliases: Readonly<Record<string, string>> = { MIROIR_ADMIN_API_KEY: 'admin.api_key' };

/** For tests and the demonstration, not for the proxy. */
const foreign = new Set(['MIROIR_MEILISEARCH_BIN']);

/** Kubernetes sets these in every pod beside a Service named `miroir` or `miroir-…`. */
const serviceLink = /^MIROIR_(?:.+_)?(?:SERVICE_HOST|SERVICE_PORT.*|PORT_\d+_(?:TCP|UDP|SCTP).*)$/;

function isForeign(name: string, text: string): boolean {
  return foreign.has(name) || serviceLink.test(name) || /^(?:tcp|udp|sctp):\/\//.test(text);
}

function fileValue(key: string, value: unknown, path: string): Source {
  if (settings.has(key)) return { values: [{ key, value, origin: path }], refusals: [] };
  const within = [...settings.keys()].filter((known) => known.startsWith(`${key}.`));
  const refusal =
    within.length > 0
      ? `${path}: ${key} is a group of settings (${within.join(', ')}), not a value`
      : `${path}: there is no setting ${key}${suggestion(key, (near) => near)}`;
  return { values: [], refusals: [refusal] };
}

function textValue(
  key: string,
  text: string,
  origin: string,
  spelled: (key: string) => string,
): Source {
  const setting = settings.get(key);
  if (setting === undefined || key.includes('[]')) {
    const refusal = `${origin}: there is no setting ${key}${suggestion(key, spelled)}`;
    return { values: [], refusals: [refusal] };
  }
  return { values: [{ key, value: valueOf(text, setting.kind), origin }], refusals: [] };
}

function suggestion(key: string, spelled: (key: string) => string): string {
  const settable = [...settings.keys()].filter((known) => !known.includes('[]'));
  const near = nearest(key, settable);
  return near === undefined ? '' : `; did you mean ${spelled(near)}?`;
}

/** What `text` means; itself when it does not fit, so that the refusal can show it. */
function valueOf(text: string, kind: 'text' | 'number' | 'boolean' | 'structure'): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return /^-?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text;
    case 'boolean':
      return { true: true, false: false }[text.trim().toLowerCase()] ?? text;
    case 'structure':
      return structureOf(text);
    default:
      return unreachable(kind);
  }
}

function structureOf(text: string): unknown {
  try {
    return parse(text, { maxAliasCount });
  } catch {
    return text;
  }
}

/** The values in `mapping` with their keys. A key without a value counts as not given. */
function leaves(
  mapping: Readonly<Record<string, unknown>>,
  within: string,
): { key: string; value: unknown }[] {
  return Object.entries(mapping).flatMap(([name, value]) => {
    const key = within === '' ? name : `${within}.${name}`;
    if (value === null) return [];
    return isMapping(value) && !settings.has(key) ? leaves(value, key) : [{ key, value }];
  });
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function combined(sources: readonly Source[]): Source {
  return {
    values: sources.flatMap(({ values }) => values),
    refusals: sources.flatMap(({ refusals }) => refusals),
  };
}
