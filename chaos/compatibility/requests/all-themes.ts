import type { RequestTheme } from '../client-request.ts';
import { brokenPayloads } from './broken-payloads.ts';
import { documentIds } from './document-ids.ts';
import { documentPayloads } from './document-payloads.ts';
import { documentPlaces } from './document-places.ts';
import { documentReads } from './document-reads.ts';
import { indexes } from './indexes.ts';
import { later } from './later.ts';
import { reinsertion } from './reinsertion.ts';
import { searchErrors } from './search-errors.ts';
import { searchFormat } from './search-format.ts';
import { searchOrdering } from './search-ordering.ts';
import { searchPages, searchPreparation } from './search-pages.ts';
import { searchSparse } from './search-sparse.ts';
import { settingsRoutes } from './settings.ts';
import { system } from './system.ts';
import { tasks } from './tasks.ts';

/** Every request of the differential test, in the order in which they are sent. */
export const allThemes: readonly RequestTheme[] = [
  system,
  indexes,
  documentPayloads,
  brokenPayloads,
  documentIds,
  documentPlaces,
  documentReads,
  reinsertion,
  searchPreparation,
  searchPages,
  searchOrdering,
  searchFormat,
  searchErrors,
  searchSparse,
  settingsRoutes,
  tasks,
  later,
];
