import type { EngineContext } from '../../context.ts';
import type { KeyRecord } from '../../ports/key-store.ts';

/**
 * The API keys as lines of `keys.jsonl`, the newest first. Their values are not in it: whoever imports
 * the dump derives them from the master key of its own.
 */
export async function keyLines(context: EngineContext): Promise<readonly string[]> {
  await context.shared.refresh();
  return context.keys.all().map(({ record }) => lineOf(record));
}

function lineOf(key: KeyRecord): string {
  const { description, name, uid, actions, indexes, expiresAt, createdAt, updatedAt } = key;
  return JSON.stringify({
    description: description ?? undefined,
    name: name ?? undefined,
    uid,
    actions,
    indexes,
    expires_at: expiresAt,
    created_at: createdAt,
    updated_at: updatedAt,
  });
}
