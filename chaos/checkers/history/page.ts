import type { Intent } from '../../../sim/trace/operation.ts';

/** The part of a list that was asked for. */
export interface Page {
  /** The place of its first element in the whole list. */
  readonly start: number;
  /** How many elements it has at most. */
  readonly size: number;
}

/** The page that a read asks for; null if it asks for none. */
export function pageOf(intent: Intent): Page | null {
  if (intent.kind === 'list-documents') return { start: intent.offset, size: intent.limit };
  if (intent.kind !== 'search') return null;
  const { window } = intent;
  if (window.mode === 'offset') return { start: window.offset, size: window.limit };
  return { start: (window.page - 1) * window.hitsPerPage, size: window.hitsPerPage };
}
