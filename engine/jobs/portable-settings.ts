import { readMembers, writeMembers } from '../settings/members.ts';

/**
 * The user's settings of an index for another server, as JSON text. Keys of embedders are left out where
 * all that is known of them is how they are shown: a key that is wrong would be worse than none.
 */
export function portableSettings(settings: string): string {
  const members = readMembers(settings);
  const embedders = members.get('embedders');
  if (embedders?.startsWith('{') === true) {
    const portable = Array.from(readMembers(embedders), ([name, embedder]) => {
      return [name, withoutMasked(embedder)] as const;
    });
    members.set('embedders', writeMembers(portable));
  }
  return writeMembers(members);
}

function withoutMasked(embedder: string): string {
  if (!embedder.startsWith('{')) return embedder;
  const members = readMembers(embedder);
  if (maskedSecret.test(members.get('apiKey') ?? '')) members.delete('apiKey');
  for (const name of ['searchEmbedder', 'indexingEmbedder']) {
    const inner = members.get(name);
    if (inner !== undefined) members.set(name, withoutMasked(inner));
  }
  return writeMembers(members);
}

const maskedSecret = /X{3}\.{3}"$/;
