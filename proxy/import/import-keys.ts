import { z } from 'zod';
import { parseTime } from '../../engine/base/time.ts';
import { isAction } from '../../engine/keys/actions.ts';
import type { KeyRecord, KeyStore } from '../../engine/ports/key-store.ts';
import { ImportFailure } from './import-failure.ts';
import type { UnpackedDump } from './unpacked-dump.ts';

const keySchema = z.object({
  uid: z.uuid(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  actions: z.array(z.string()),
  indexes: z.array(z.string()),
  expires_at: z.string().nullish(),
  created_at: z.string(),
  updated_at: z.string(),
});

/**
 * Puts the API keys of a dump in place of those that a store begins with. A key keeps its uid, and so
 * the value by which clients know it if the master key is the same. Throws {@link ImportFailure}.
 */
export async function importKeys(
  dump: Pick<UnpackedDump, 'lines'>,
  store: Pick<KeyStore, 'replaceKeys'>,
): Promise<void> {
  const keys: KeyRecord[] = [];
  for await (const line of dump.lines('keys.jsonl')) keys.push(keyOf(line));
  // As one Meilisearch lists them, the newest comes first: it is created last.
  await store.replaceKeys(keys.toSorted((left, right) => timeOf(left) - timeOf(right)));
}

function keyOf(line: string): KeyRecord {
  const { name, description, ...key } = keySchema.parse(JSON.parse(line));
  const unknown = key.actions.find((action) => !isAction(action));
  if (unknown !== undefined) {
    throw new ImportFailure(`the API key ${key.uid} is for ${unknown}, which is no action`);
  }
  return {
    uid: key.uid,
    name: name ?? null,
    description: description ?? null,
    actions: key.actions,
    indexes: key.indexes,
    expiresAt: key.expires_at ?? null,
    createdAt: key.created_at,
    updatedAt: key.updated_at,
  };
}

function timeOf({ createdAt }: KeyRecord): number {
  return parseTime(createdAt) ?? 0;
}
