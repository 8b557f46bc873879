import type { EngineContext } from '../../context.ts';

/** The experimental features as `experimental-features.json` has them. Rejects if the store fails. */
export async function featuresText({ features, shared }: EngineContext): Promise<string> {
  await shared.refresh();
  return JSON.stringify(features.all());
}
