import type { Predicate } from '../../../sim/trace/operation.ts';
import { DocumentState } from './document-state.ts';
import type { Write } from './write.ts';

/** What a write does to one document. Null stands for a document that is not there. */
export interface Effect {
  readonly write: Write;
  readonly change:
    | { readonly kind: 'replace'; readonly state: DocumentState }
    | { readonly kind: 'merge'; readonly fields: Readonly<Record<string, unknown>> }
    | { readonly kind: 'remove' }
    | { readonly kind: 'remove-matching'; readonly filter: Predicate };
}

/** The effects of a write on the documents that it names, by id; none if it names none. */
export function namedEffects(write: Write): ReadonlyMap<string, Effect> {
  const effects = new Map<string, Effect>();
  const { intent } = write;
  if (intent.kind === 'delete-documents') {
    for (const id of intent.ids) effects.set(id, { write, change: { kind: 'remove' } });
  }
  if (intent.kind !== 'write-documents') return effects;
  for (const document of intent.documents) {
    const change: Effect['change'] =
      intent.method === 'POST'
        ? { kind: 'replace', state: new DocumentState(document) }
        : { kind: 'merge', fields: { ...mergedBefore(effects.get(document.id)), ...document } };
    effects.set(document.id, { write, change });
  }
  return effects;
}

/** What a write does to every document of its index; null if it does not. */
export function wideEffect(write: Write): Effect | null {
  const { intent } = write;
  if (intent.kind === 'clear-documents' || intent.kind === 'delete-index') {
    return { write, change: { kind: 'remove' } };
  }
  if (intent.kind !== 'delete-by-filter') return null;
  return { write, change: { kind: 'remove-matching', filter: intent.filter } };
}

/** The fields that the same payload has already given an id. */
function mergedBefore(effect: Effect | undefined): Readonly<Record<string, unknown>> {
  return effect?.change.kind === 'merge' ? effect.change.fields : {};
}
