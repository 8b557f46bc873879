import type { FeatureName } from '../ports/features-store.ts';
import { type Members, readMembers, writeMembers } from './members.ts';

/** Settings that are shown and taken only while an experimental feature is on. */
const featureOf: ReadonlyMap<string, FeatureName> = new Map([
  ['chat', 'chatCompletions'],
  ['vectorStore', 'vectorStoreSetting'],
]);

/** What they are in a fresh index. */
export const featureDefaults: Members = new Map([
  [
    'chat',
    JSON.stringify({
      description: '',
      documentTemplate:
        '{% for field in fields %}{% if field.is_searchable and field.value != nil %}{{ field.name }}: {{ field.value }}\n{% endif %}{% endfor %}',
      documentTemplateMaxBytes: 400,
      searchParameters: {},
    }),
  ],
  ['vectorStore', 'null'],
]);

/** A view with all settings: those that it lacks are as in `known`, or as in a fresh index. */
export function withFeatureSettings(view: Members, known: Members = featureDefaults): Members {
  const settings = new Map(view);
  for (const [name, initial] of featureDefaults) {
    settings.delete(name);
    // In their place, which is the last.
    settings.set(name, view.get(name) ?? known.get(name) ?? initial);
  }
  return settings;
}

/** The text that is stored of a view: what it lacks is as in `known`, and what is as in a fresh index is left out. */
export function storedSettings(view: Members, known: Members): string {
  const settings = [...withFeatureSettings(view, known)];
  return writeMembers(settings.filter(([name, text]) => featureDefaults.get(name) !== text));
}

/** What of `settings` is shown and taken now. */
export function withinFeatures(
  features: { isOn(name: FeatureName): boolean },
  settings: Members,
): Members {
  const shown = [...settings].filter(([name]) => {
    const feature = featureOf.get(name);
    return feature === undefined || features.isOn(feature);
  });
  return new Map(shown);
}

/** The same of JSON text. */
export function textWithinFeatures(
  features: { isOn(name: FeatureName): boolean },
  settings: string,
): string {
  return writeMembers(withinFeatures(features, withFeatureSettings(readMembers(settings))));
}
