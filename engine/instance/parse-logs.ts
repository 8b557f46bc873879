import { readMembersOf, textOf } from '../keys/key-body.ts';
import { type PlacedValue, unknownName, unknownValue, wrongValue } from '../keys/key-faults.ts';
import type { LogLevel } from '../ports/logs.ts';
import { invalidRequest } from '../protocol/api-error.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { readLogTarget } from './log-target.ts';
import { booleanAt } from './boolean-value.ts';

const modes = ['human', 'json', 'profile'] as const;

/** How logs are to be shown: for people, as JSON, or as what a profiler reads. */
export type LogMode = (typeof modes)[number];

/** What a client wants to see of the log. */
export interface LogRequest {
  readonly level: LogLevel;
  readonly mode: LogMode;
}

/** Reads the body of `POST /logs/stream`; the first fault in it counts. Throws Meilisearch's error. */
export function parseLogStream(request: RoutedRequest): LogRequest {
  const fields = ['target', 'mode', 'profileMemory'];
  let level: LogLevel = 'info';
  let mode: LogMode = 'human';
  let profilesMemory = false;
  for (const [field, value] of readMembersOf(request, () => 'bad_request')) {
    if (field === 'target') level = levelOf(value);
    else if (field === 'mode') mode = modeOf(value);
    else if (field === 'profileMemory') profilesMemory = booleanAt(value);
    else throw unknownName('field', field, fields);
  }
  if (profilesMemory && mode !== 'profile') throw memoryWithoutProfile(mode);
  return { level, mode };
}

/** Reads the body of `POST /logs/stderr`; answers the level. Throws Meilisearch's error. */
export function parseLogLevel(request: RoutedRequest): LogLevel {
  let level: LogLevel = 'info';
  for (const [field, value] of readMembersOf(request, () => 'bad_request')) {
    if (field !== 'target') throw unknownName('field', field, ['target']);
    level = levelOf(value);
  }
  return level;
}

function levelOf(value: PlacedValue): LogLevel {
  const reading = readLogTarget(textOf(value));
  if ('fault' in reading) throw wrongValue(value, reading.fault);
  return reading.level;
}

function modeOf(value: PlacedValue): LogMode {
  const name = textOf(value);
  const mode = modes.find((known) => known === name);
  if (mode === undefined) throw unknownValue(value, name, modes);
  return mode;
}

function memoryWithoutProfile(mode: LogMode): Error {
  const name = mode === 'json' ? 'Json' : 'Human';
  // Meilisearch has no code of its own for this.
  return invalidRequest(
    'invalid_settings_typo_tolerance',
    `Invalid value: \`profile_memory\` can only be used while profiling code and is not compatible with the ${name} mode.`,
  );
}
