import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface CommandLine {
  readonly wants: 'run' | 'help' | 'version';
  /** The file to read instead of searching for one. */
  readonly file: string | undefined;
  readonly flags: readonly { readonly key: string; readonly text: string; readonly flag: string }[];
  readonly refusals: readonly string[];
}

/** Reads the arguments after the program's name. */
export function readCommandLine(commandArguments: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({ args: [...commandArguments], options, strict: true });
    const short = [
      { key: 'server.port', text: values.port, flag: '--port' },
      { key: 'server.bind', text: values.bind, flag: '--bind' },
      { key: 'import_dump', text: values['import-dump'], flag: '--import-dump' },
      {
        key: 'ignore_missing_dump',
        text: said(values['ignore-missing-dump']),
        flag: '--ignore-missing-dump',
      },
      {
        key: 'ignore_dump_if_db_exists',
        text: said(values['ignore-dump-if-db-exists']),
        flag: '--ignore-dump-if-db-exists',
      },
    ].flatMap(({ text, ...rest }) => (text === undefined ? [] : [{ ...rest, text }]));
    const pairs = (values.set ?? []).map(pairOf);
    return {
      wants: values.help === true ? 'help' : values.version === true ? 'version' : 'run',
      file: values.config,
      flags: [...short, ...pairs.filter((pair) => typeof pair !== 'string')],
      refusals: pairs.filter((pair) => typeof pair === 'string'),
    };
  } catch (error) {
    const refusals = [error instanceof Error ? error.message : String(error)];
    return { wants: 'run', file: undefined, flags: [], refusals };
  }
}

const options = {
  config: { type: 'string' },
  port: { type: 'string' },
  bind: { type: 'string' },
  'import-dump': { type: 'string' },
  'ignore-missing-dump': { type: 'boolean' },
  'ignore-dump-if-db-exists': { type: 'boolean' },
  set: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** A flag without a value says yes. */
function said(value: boolean | undefined): string | undefined {
  return value === true ? 'true' : undefined;
}

function pairOf(pair: string): { key: string; text: string; flag: string } | string {
  const at = pair.indexOf('=');
  if (at <= 0) return '--set takes a pair such as server.port=7700';
  return { key: pair.slice(0, at), text: pair.slice(at + 1), flag: '--set' };
}
