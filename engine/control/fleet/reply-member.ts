/** One member of a node's answer; undefined if it is no JSON object or does not have it. */
export function readMember(body: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.getOwnPropertyDescriptor(value, name)?.value;
  } catch {
    return undefined;
  }
}
