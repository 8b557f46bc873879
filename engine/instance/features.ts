import { type FeatureName, featureNames, type FeatureSet } from '../ports/features-store.ts';
import { type ApiError, invalidRequest } from '../protocol/api-error.ts';

/** The experimental features, as last read from the store. */
export class Features {
  #chosen: FeatureSet | undefined;

  /** Takes over how they are now. */
  replace(features: FeatureSet): void {
    this.#chosen = features;
  }

  isOn(name: FeatureName): boolean {
    return this.#chosen?.[name] === true;
  }

  /** What nodes must be told; undefined while nobody has ever turned a feature on. */
  get chosen(): FeatureSet | undefined {
    return this.#chosen;
  }

  /** All of them, in the order in which Meilisearch lists them. */
  all(): FeatureSet {
    return this.#chosen ?? withFeatures({});
  }
}

/** Every feature that is not named is off. */
export function withFeatures(named: Partial<FeatureSet>): FeatureSet {
  const of = (name: FeatureName): boolean => named[name] === true;
  return {
    metrics: of('metrics'),
    logsRoute: of('logsRoute'),
    editDocumentsByFunction: of('editDocumentsByFunction'),
    containsFilter: of('containsFilter'),
    network: of('network'),
    getTaskDocumentsRoute: of('getTaskDocumentsRoute'),
    compositeEmbedders: of('compositeEmbedders'),
    chatCompletions: of('chatCompletions'),
    multimodal: of('multimodal'),
    vectorStoreSetting: of('vectorStoreSetting'),
  };
}

/** How Meilisearch v1.21 calls a feature when it is off, and where people talk about it. */
const spoken: Readonly<Record<FeatureName, readonly [name: string, discussion: string]>> = {
  metrics: ['metrics', 'meilisearch/product/discussions/625'],
  logsRoute: ['logs route', 'orgs/meilisearch/discussions/721'],
  editDocumentsByFunction: ['edit documents by function', 'orgs/meilisearch/discussions/762'],
  containsFilter: ['contains filter', 'orgs/meilisearch/discussions/763'],
  network: ['network', 'orgs/meilisearch/discussions/805'],
  getTaskDocumentsRoute: ['get task documents route', 'orgs/meilisearch/discussions/808'],
  compositeEmbedders: ['composite embedders', 'orgs/meilisearch/discussions/816'],
  chatCompletions: ['chat completions', 'orgs/meilisearch/discussions/835'],
  multimodal: ['multimodal', 'orgs/meilisearch/discussions/846'],
  vectorStoreSetting: ['vector_store_setting', 'orgs/meilisearch/discussions/860'],
};

/**
 * Throws what Meilisearch says where `what` (`Getting metrics`) needs a feature that is off. `details`
 * is what it appends: a filter and the place in it.
 */
export function requireFeature(
  { features }: { readonly features: Features },
  name: FeatureName,
  what: string,
  details = '',
): void {
  if (!features.isOn(name)) throw featureNotEnabled(name, what, details);
}

function featureNotEnabled(name: FeatureName, what: string, details = ''): ApiError {
  const [words, discussion] = spoken[name];
  return invalidRequest(
    'feature_not_enabled',
    `${what} requires enabling the \`${words}\` experimental feature. ` +
      `See https://github.com/${discussion}${details}`,
  );
}

/** Whether a node refused something for want of a feature that it should have. */
export function lacksFeature({ chosen }: Features, status: number, body: string): boolean {
  if (chosen === undefined || status !== 400 || !body.includes('"code":"feature_not_enabled"')) {
    return false;
  }
  return featuresOfNodes.some((name) => {
    return chosen[name] && body.includes(`the \`${spoken[name][0]}\` experimental feature`);
  });
}

/**
 * Miroir itself is measured, logs and has the network; what nodes do there is between them and their
 * operator.
 */
const notOfNodes: readonly FeatureName[] = ['metrics', 'logsRoute', 'network'];

/** The features that nodes must have for Miroir to have them. */
export const featuresOfNodes = featureNames.filter((name) => !notOfNodes.includes(name));

/** Whether there is a feature of that name. */
export function isFeature(name: string): name is FeatureName {
  return featureNames.some((known) => known === name);
}
