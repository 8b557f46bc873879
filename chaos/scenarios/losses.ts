import type { Exchange, RunRecord } from '../../sim/trace/record.ts';
import { isAcknowledged } from './demands.ts';

/**
 * Documents of acknowledged writes that no node has in the end. Only for scenarios in which every
 * document is written once and none is deleted.
 */
export function lostWrites({
  operations,
  audit,
}: Pick<RunRecord, 'operations' | 'audit'>): ReadonlySet<string> {
  const stored = new Set(
    (audit?.nodes ?? []).flatMap(({ indexes }) =>
      indexes.flatMap(({ documents }) => documents.map(({ id }) => id)),
    ),
  );
  const written = operations.filter(isAcknowledged).flatMap(({ intent }) => {
    return intent.kind === 'write-documents' ? intent.documents.map(({ id }) => id) : [];
  });
  return new Set(written.filter((id) => !stored.has(id)));
}

/** Documents that were sent to a node again and again, or once, and that never arrived there. */
export function swallowedForGood(
  { exchanges }: Pick<RunRecord, 'exchanges'>,
  node: string,
): ReadonlySet<string> {
  const sent = exchanges.filter(
    (exchange) => exchange.node === node && /\/documents(?:\?|$)/.test(exchange.path),
  );
  const arrived = new Set(sent.filter(({ servedAt }) => servedAt !== null).flatMap(documentsIn));
  return new Set(sent.flatMap(documentsIn).filter((id) => !arrived.has(id)));
}

function documentsIn({ method, body }: Exchange): readonly string[] {
  if (method !== 'POST' && method !== 'PUT') return [];
  return [...body.matchAll(/"id":"([^"]*)"/g)].map((match) => match[1] ?? '');
}
