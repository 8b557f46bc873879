import type { LogLevel } from '../ports/logs.ts';

/** What a target asks for, or what is wrong with it in Meilisearch's words. */
export type TargetReading = { readonly level: LogLevel } | { readonly fault: string };

/**
 * Reads what is to be logged: `info`, `meilisearch=info`, or several of those. All the parts of a
 * Meilisearch are one here, so that the level of everything counts, and the most talkative of those of
 * parts if there is none.
 */
export function readLogTarget(text: string): TargetReading {
  if (text === '') return { fault: emptyTarget };
  let general: LogLevel | undefined;
  let ofParts: LogLevel = 'off';
  for (const directive of text.split(',')) {
    const [target = '', named, ...others] = directive.split('=');
    if (others.length > 0) {
      return { fault: `${invalid}too many '=' in filter directive, expected 0 or 1` };
    }
    const level = named === undefined ? levelOf(target) : levelOf(named);
    if (named === undefined) {
      if (level === undefined) ofParts = 'trace';
      else general = level;
      continue;
    }
    const fault = fieldsFault(target);
    if (fault !== undefined) return { fault: `${invalid}${fault}` };
    if (level === undefined) return { fault: unknownLevel };
    if (levels.indexOf(level) > levels.indexOf(ofParts)) ofParts = level;
  }
  return { level: general ?? ofParts };
}

const levels: readonly LogLevel[] = ['off', 'error', 'warn', 'info', 'debug', 'trace'];

const invalid = 'invalid filter directive: ';

const emptyTarget =
  'Empty string is not a valid target. If you want to get no logs use `OFF`. ' +
  'Usage: `info`, `meilisearch=info`, or you can write multiple filters in one target: ' +
  '`index_scheduler=info,milli=trace`';

const unknownLevel =
  'error parsing level filter: expected one of ' +
  '"off", "error", "warn", "info", "debug", "trace", or a number 0-5';

/** A level by its name or its number; nothing stands for `error`. */
function levelOf(text: string): LogLevel | undefined {
  if (text === '') return 'error';
  if (/^\+?\d+$/.test(text)) return levels[Number(text)];
  const name = text.toLowerCase();
  return levels.find((level) => level === name);
}

/** What is wrong with the fields that a target may name in brackets. */
function fieldsFault(target: string): string | undefined {
  const [, fields, ...others] = target.split('[{');
  if (others.length > 0) return "too many '[{' in filter directive, expected 0 or 1";
  if (fields === undefined || fields.endsWith('}]')) return undefined;
  return "expected fields list to end with '}]'";
}
