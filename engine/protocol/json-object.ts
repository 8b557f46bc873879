import { MalformedRequest } from './api-error.ts';

/** Parses a body that must be a JSON object; throws {@link MalformedRequest} if it is not. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedRequest('Invalid value type: expected an object');
  }
  return { ...value };
}

/** Parses a body that must be JSON; throws {@link MalformedRequest} if it is not. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedRequest('The json payload provided is malformed.', 'malformed_payload');
  }
}
