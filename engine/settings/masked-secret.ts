import { readMembers } from './members.ts';

/** Whether the API key of an embedder (JSON text) is shown as nodes show secrets: `abcXXX...`. */
export function isMasked(embedder: string): boolean {
  return /X{3}\.{3}"$/.test(readMembers(embedder).get('apiKey') ?? '');
}
