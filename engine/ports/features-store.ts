/** The experimental features of Meilisearch v1.21, in the order in which it lists them. */
export const featureNames = [
  'metrics',
  'logsRoute',
  'editDocumentsByFunction',
  'containsFilter',
  'network',
  'getTaskDocumentsRoute',
  'compositeEmbedders',
  'chatCompletions',
  'multimodal',
  'vectorStoreSetting',
] as const;

export type FeatureName = (typeof featureNames)[number];

/** Which experimental features are on; the members in the order of {@link featureNames}. */
export type FeatureSet = Readonly<Record<FeatureName, boolean>>;

/** The part of the store that knows the experimental features. Proxies learn of them through `readShared`. */
export interface FeaturesStore {
  /** Turns these on or off, and leaves the others as they are; answers how all are afterwards. */
  changeFeatures(change: Partial<FeatureSet>): Promise<FeatureSet>;
}
