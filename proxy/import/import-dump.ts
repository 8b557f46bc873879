import type { FeatureName, FeatureSet } from '../../engine/ports/features-store.ts';
import { textWithinFeatures } from '../../engine/settings/feature-settings.ts';
import type { EngineClient } from './engine-client.ts';
import { documentBatches } from './document-batches.ts';
import { ImportFailure } from './import-failure.ts';
import { importInstance } from './instance-import.ts';
import type { DumpedIndex, UnpackedDump } from './unpacked-dump.ts';

/** Who is told how an import goes on. */
export interface Progress {
  /** After each batch, how many documents of an index are sent; `isDone`: all, and carried out. */
  index(uid: string, documents: number, isDone: boolean): void;
  /** Something of the dump that Miroir has no place for. */
  leftOut(what: string): void;
}

const batchCharactersMax = 8_000_000;
/** Batches whose tasks have not ended: enough to keep the nodes busy. */
const batchesAtOnce = 3;

/** Writes everything in a dump through the engine. Throws {@link ImportFailure}. */
export async function importDump(
  dump: UnpackedDump,
  client: EngineClient,
  progress: Progress,
): Promise<void> {
  await importInstance(dump, client, progress);
  const features = await featuresOf(client);
  for (const index of await dump.indexes()) {
    try {
      const settings = textWithinFeatures(features, index.settings);
      await importIndex({ ...index, settings }, client, progress);
    } catch (error) {
      if (!(error instanceof ImportFailure)) throw error;
      throw new ImportFailure(`index ${index.uid}: ${error.message}`, { cause: error });
    }
  }
}

/** The settings come first, so that each document is indexed once. */
async function importIndex(
  { uid, primaryKey, settings, documents }: DumpedIndex,
  client: EngineClient,
  progress: Progress,
): Promise<void> {
  await client.write('POST /indexes', JSON.stringify({ uid, primaryKey }));
  await client.write(`PATCH /indexes/${uid}/settings`, settings);
  const open: number[] = [];
  let count = 0;
  for await (const batch of documentBatches(documents(), batchCharactersMax)) {
    const path = `POST /indexes/${uid}/documents`;
    open.push(await client.enqueue(path, batch.text, 'application/x-ndjson'));
    count += batch.count;
    progress.index(uid, count, false);
    if (open.length >= batchesAtOnce) await finishFirst(open, client);
  }
  while (open.length > 0) await finishFirst(open, client);
  progress.index(uid, count, true);
}

async function finishFirst(open: number[], client: EngineClient): Promise<void> {
  const first = open.shift();
  if (first !== undefined) await client.finish(first);
}

/**
 * The features that are on now: a dump has all settings even where their features are off, and then
 * nothing takes them.
 */
async function featuresOf(client: EngineClient): Promise<{ isOn(name: FeatureName): boolean }> {
  const { body } = await client.ask('GET /experimental-features');
  const features: FeatureSet = JSON.parse(body);
  return { isOn: (name) => features[name] };
}
