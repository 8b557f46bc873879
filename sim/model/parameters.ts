import { type ApiError, invalidRequest } from '../../engine/protocol/api-error.ts';
import type { QueryParameter } from '../../engine/protocol/routed-request.ts';
import { expectation, unknownName } from './shape.ts';

/** Reads the value of one parameter of a query string; throws Meilisearch's error. */
export type ParameterReader<Value> = (value: string, name: string, code: string) => Value;

/** How to read one parameter, and the code of the error if it cannot be. */
export interface Parameter<Value> {
  readonly read: ParameterReader<Value>;
  readonly code: string;
}

/** Reads a query string with these parameters and no others; of repeated ones the last counts. */
export function readParameters<Value>(
  query: readonly QueryParameter[],
  parameters: ReadonlyMap<string, Parameter<Value>>,
): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const { name, value } of query) {
    const parameter = parameters.get(name);
    if (parameter === undefined) {
      throw unknownName('parameter', name, '', { names: parameters.keys() });
    }
    found.set(name, parameter.read(value, name, parameter.code));
  }
  return found;
}

export const wholeNumber: ParameterReader<number> = (value, name, code) => {
  if (/^\+?\d{1,19}$/.test(value)) return Number(value);
  throw invalidParameter(name, code, `could not parse \`${value}\` as a positive integer`);
};

export const truth: ParameterReader<boolean> = (value, name, code) => {
  if (value === 'true' || value === 'false') return value === 'true';
  const reason = `could not parse \`${value}\` as a boolean, expected either \`true\` or \`false\``;
  throw invalidParameter(name, code, reason);
};

export const plainText: ParameterReader<string> = (value) => value;

/** Items between commas; empty ones do not count. */
export const items: ParameterReader<readonly string[]> = (value) =>
  value.split(',').filter((item) => item !== '');

/** Items between commas, read one by one; null if `*` is one of them. */
export function itemsOrAll<Value>(read: ParameterReader<Value>): ParameterReader<Value[] | null> {
  return (value, name, code) => {
    const all = items(value, name, code);
    const values = all.filter((item) => item !== '*').map((item) => read(item, name, code));
    return all.includes('*') ? null : values;
  };
}

export function choice<Value extends string>(...allowed: readonly Value[]): ParameterReader<Value> {
  return (value, name, code) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    const message = `Unknown value \`${value}\` for parameter \`${name}\`: ${expectation(value, allowed)}`;
    throw invalidRequest(code, message);
  };
}

/** The error for a parameter that cannot be read. */
export function invalidParameter(name: string, code: string, reason: string): ApiError {
  return invalidRequest(code, `Invalid value in parameter \`${name}\`: ${reason}`);
}
