import type { RequestTheme } from '../client-request.ts';
import { accessByAction } from './access-by-action.ts';
import { accessByIndex } from './access-by-index.ts';
import { accessGenerated } from './access-generated.ts';
import { brokenPayloads } from './broken-payloads.ts';
import { brokenTokens } from './broken-tokens.ts';
import { chats } from './chats.ts';
import { documentCombinations } from './document-combinations.ts';
import { documentEdits } from './document-edits.ts';
import { browsers } from './browsers.ts';
import { documentFormats } from './document-formats.ts';
import { documentIds } from './document-ids.ts';
import { documentPayloads } from './document-payloads.ts';
import { documentPlaces } from './document-places.ts';
import { documentReads } from './document-reads.ts';
import { documentOrder } from './document-order.ts';
import { documentSorts } from './document-sorts.ts';
import { documentTables } from './document-tables.ts';
import { documentLines } from './document-lines.ts';
import { documentMerges } from './document-merges.ts';
import { documentVectors } from './document-vectors.ts';
import { exports } from './exports.ts';
import { featureSettings } from './feature-settings.ts';
import { features } from './features.ts';
import { facetScripts } from './facet-scripts.ts';
import { facetSpellings } from './facet-spellings.ts';
import { facetSearch } from './facet-search.ts';
import { facetSearchTokens } from './facet-search-tokens.ts';
import { indexes } from './indexes.ts';
import { keyBodies } from './key-bodies.ts';
import { keyRoutes } from './keys.ts';
import { logs } from './logs.ts';
import { metrics } from './metrics.ts';
import { federatedSearches, multiSearchPreparation, separateSearches } from './multi-search.ts';
import { generatedMultiSearches } from './multi-search-generated.ts';
import { multiSearchRefusals } from './multi-search-refusals.ts';
import { multiSearchRules } from './multi-search-rules.ts';
import { multiSearchVectors } from './multi-search-vectors.ts';
import { rareErrors } from './rare-errors.ts';
import { network } from './network.ts';
import { webhooks } from './webhooks.ts';
import { reinsertion } from './reinsertion.ts';
import { renameThemes } from './renames.ts';
import { searchCombinations } from './search-combinations.ts';
import { searchErrors } from './search-errors.ts';
import { searchFormat } from './search-format.ts';
import { searchOrdering } from './search-ordering.ts';
import { repeatedParameters } from './repeated-parameters.ts';
import { searchParameters } from './search-parameters.ts';
import { searchPages, searchPreparation } from './search-pages.ts';
import { searchSparse } from './search-sparse.ts';
import { searchVectors } from './search-vectors.ts';
import { settingsRoutes } from './settings.ts';
import { statistics } from './statistics.ts';
import { similar } from './similar.ts';
import { swaps } from './swaps.ts';
import { system } from './system.ts';
import { taskKinds } from './task-kinds.ts';
import { taskSelections } from './task-selections.ts';
import { tasks } from './tasks.ts';
import { tenantTokens } from './tenant-tokens.ts';

/** The requests that were written by hand, in the order in which they are sent. */
export const allThemes: readonly RequestTheme[] = [
  system,
  browsers,
  indexes,
  documentPayloads,
  brokenPayloads,
  documentTables,
  statistics,
  documentMerges,
  documentLines,
  documentIds,
  documentPlaces,
  documentReads,
  documentEdits,
  documentVectors,
  documentSorts,
  documentOrder,
  documentFormats,
  reinsertion,
  searchPreparation,
  searchPages,
  searchOrdering,
  searchFormat,
  searchErrors,
  searchSparse,
  searchVectors,
  searchParameters,
  searchCombinations,
  repeatedParameters,
  facetSearch,
  facetScripts,
  facetSpellings,
  documentCombinations,
  similar,
  multiSearchPreparation,
  separateSearches,
  federatedSearches,
  generatedMultiSearches,
  multiSearchRefusals,
  multiSearchVectors,
  multiSearchRules,
  rareErrors,
  featureSettings,
  settingsRoutes,
  swaps,
  ...renameThemes,
  tasks,
  taskSelections,
  chats,
  keyRoutes,
  keyBodies,
  accessByAction,
  accessByIndex,
  tenantTokens,
  facetSearchTokens,
  brokenTokens,
  accessGenerated,
  exports,
  taskKinds,
  features,
  network,
  webhooks,
  metrics,
  logs,
];
