import type { EngineConfig } from '../../engine/config.ts';
import { readCommandLine } from './command-line.ts';
import { searchPath } from './defaults.ts';
import { helpText } from './help.ts';
import { engineConfig, type ProxyConfig, proxyConfig } from './proxy-config.ts';
import { environmentSource, fileSource, flagSource, type Source } from './sources.ts';
import { validate } from './validation.ts';

/** Where configuration comes from. */
export interface ConfigurationInput {
  /** The arguments after the program's name. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The content of a file; undefined if there is none. May throw. */
  readFile(path: string): string | undefined;
}

/** What to do: start, print, or refuse with everything that is wrong. */
export type Configuration =
  | { readonly kind: 'run'; readonly engine: EngineConfig; readonly proxy: ProxyConfig }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | { readonly kind: 'refused'; readonly refusals: readonly string[] };

/** Defaults, then the file, then the environment, then flags: the last one that gives a value wins. */
export function readConfiguration(input: ConfigurationInput): Configuration {
  const commandLine = readCommandLine(input.arguments);
  if (commandLine.wants === 'help') return { kind: 'help', text: helpText() };
  if (commandLine.wants === 'version') return { kind: 'version' };
  const file = readFileSource(input, commandLine.file);
  const sources = [file, environmentSource(input.environment), flagSource(commandLine.flags)];
  const given = new Map(
    sources.flatMap(({ values }) => values).map((value) => [value.key, value] as const),
  );
  const refusals = [...commandLine.refusals, ...sources.flatMap((source) => source.refusals)];
  // Without the file, most of what is missing would only be missing for that reason.
  if (file.values.length === 0 && file.refusals.length > 0) return { kind: 'refused', refusals };
  const validation = validate(given);
  if (validation.kind === 'invalid') refusals.push(...validation.refusals);
  if (validation.kind === 'invalid' || refusals.length > 0) return { kind: 'refused', refusals };
  const { settings } = validation;
  return { kind: 'run', engine: engineConfig(settings), proxy: proxyConfig(settings) };
}

function readFileSource(input: ConfigurationInput, named: string | undefined): Source {
  for (const path of named === undefined ? searchPath : [named]) {
    const content = readOne(input, path);
    if (typeof content === 'object') return content;
    if (content !== undefined) return fileSource(path, content);
  }
  if (named === undefined) return { values: [], refusals: [] };
  return { values: [], refusals: [`${named}: there is no such file`] };
}

function readOne(input: ConfigurationInput, path: string): string | Source | undefined {
  try {
    return input.readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { values: [], refusals: [`${path}: cannot be read (${reason})`] };
  }
}
