import type { EngineContext } from '../context.ts';
import { readMembersOf } from '../keys/key-body.ts';
import { unknownName } from '../keys/key-faults.ts';
import { featureNames, type FeatureSet } from '../ports/features-store.ts';
import { type Answer, jsonAnswer, type RoutedRequest } from '../protocol/routed-request.ts';
import { isFeature } from './features.ts';
import { giveFeatures } from './node-features.ts';
import { booleanOrNull } from './boolean-value.ts';

/** `GET /experimental-features` */
export async function getFeatures({ features }: EngineContext): Promise<Answer> {
  return jsonAnswer(200, features.all());
}

/** `PATCH /experimental-features`: answered once every node that is up has been told. */
export async function updateFeatures(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const change = parseChange(request);
  const features = await context.ports.store.changeFeatures(change);
  await giveFeatures(context);
  return jsonAnswer(200, features);
}

/** Reads the body; the first fault in it counts. Throws Meilisearch's error. */
function parseChange(request: RoutedRequest): Partial<FeatureSet> {
  const change: { -readonly [Name in keyof FeatureSet]?: boolean } = {};
  for (const [name, value] of readMembersOf(request, () => 'bad_request')) {
    if (!isFeature(name)) throw unknownName('field', name, featureNames);
    const isOn = booleanOrNull(value);
    if (isOn !== null) change[name] = isOn;
  }
  return change;
}
