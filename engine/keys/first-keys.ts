import { formatTime } from '../base/time.ts';
import type { KeyRecord } from '../ports/key-store.ts';
import type { Ports } from '../ports/ports.ts';
import { randomUuid } from './uuid.ts';

type FirstKey = Pick<KeyRecord, 'name' | 'description' | 'actions'>;

/** What Meilisearch v1.21 makes, in the order in which it makes them. */
const made: readonly FirstKey[] = [
  {
    name: 'Default Chat API Key',
    description: 'Use it to chat and search from the frontend',
    actions: ['chatCompletions', 'search'],
  },
  {
    name: 'Default Read-Only Admin API Key',
    description:
      'Use it to read information across the whole database. Caution! Do not expose this key on a public frontend',
    actions: ['*.get', 'keys.get'],
  },
  {
    name: 'Default Admin API Key',
    description:
      'Use it for anything that is not a search operation. Caution! Do not expose it on a public frontend',
    actions: ['*'],
  },
  {
    name: 'Default Search API Key',
    description: 'Use it to search from the frontend',
    actions: ['search'],
  },
];

/**
 * The keys that a store begins with, in the order of their creation: a millisecond lies between two, for
 * whoever imports a dump of them knows their order by their times.
 */
export function firstKeys({ random, clock }: Pick<Ports, 'random' | 'clock'>): KeyRecord[] {
  const wallMs = clock.wallMs();
  return made.map((key, place) => {
    const createdAt = formatTime(wallMs - made.length + 1 + place);
    const uid = randomUuid(random);
    return { ...key, uid, indexes: ['*'], expiresAt: null, createdAt, updatedAt: createdAt };
  });
}
