import { indexPath } from '../indexes/node-requests.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import { type Members, readMembers, writeMembers } from './members.ts';
import { isMasked } from './masked-secret.ts';
import { affectedSettings, nodeSettings } from './node-settings.ts';

/** The request that gives a node these settings. It creates an index that the node lacks. */
export function settingsRequest(indexUid: string, settings: Members): NodeRequest {
  return { method: 'PATCH', path: `${indexPath(indexUid)}/settings`, body: writeMembers(settings) };
}

/** What nodes must be told to be back at the user's `view` after they took `patches`. */
export function settingsToRestore(view: Members, patches: readonly Members[]): Members {
  const touched = patches.flatMap((patch) => [...patch.keys()]).filter((name) => view.has(name));
  const settings = nodeSettings(view, affectedSettings(touched));
  const embedders = settings.get('embedders');
  if (embedders === undefined) return settings;
  return settings.set('embedders', embeddersToRestore(embedders, patches));
}

/**
 * Embedders that the patches brought go. The others keep the secret that the node has, for the view
 * may know it only masked.
 */
function embeddersToRestore(embedders: string, patches: readonly Members[]): string {
  const brought = patches
    .map((patch) => patch.get('embedders') ?? 'null')
    .filter((text) => text !== 'null')
    .flatMap((text) => [...readMembers(text).keys()]);
  const removed = brought.map((name): [string, string] => [name, 'null']);
  const kept = [...readMembers(embedders)].map(([name, text]): [string, string] => [
    name,
    withoutMaskedSecret(text),
  ]);
  return writeMembers(new Map([...removed, ...kept]));
}

function withoutMaskedSecret(embedder: string): string {
  const members = readMembers(embedder);
  if (isMasked(embedder)) members.delete('apiKey');
  return writeMembers(members);
}
