import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import { textOf } from './history/json-value.ts';
import type { Shown } from './history/shown.ts';

/** The number of documents that searches, lists and stats tell is one that there can have been. */
export const totalExact: Checker = {
  name: 'total_exact',
  check(_record, history) {
    const findings = new Findings(this.name);
    for (const shown of history.shown) {
      const { operation, index, total } = shown;
      if (operation.intent.kind === 'get-document') continue;
      checkPages(findings, shown);
      const expectation = history.expectation(shown);
      if (expectation === null) continue;
      findings.looked();
      const least = Math.min(expectation.least, expectation.totalMax);
      const most = Math.min(expectation.most, expectation.totalMax);
      if (total !== null && total >= least && total <= most) continue;
      const expected = least === most ? String(least) : `${least} to ${most}`;
      const message = `${operation.id} (${operation.intent.kind}) tells ${total} documents of ${index}, where there are ${expected}`;
      findings.add(`${index} ${operation.intent.kind}`, message, evidenceOf(operation));
    }
    return findings;
  },
};

/** In page mode, the number of pages follows from the number of hits. */
function checkPages(findings: Findings, { operation, index, body, total }: Shown): void {
  const { intent } = operation;
  if (intent.kind !== 'search' || intent.window.mode !== 'page' || total === null) return;
  const { hitsPerPage } = intent.window;
  const pages = hitsPerPage === 0 ? 0 : Math.ceil(total / hitsPerPage);
  if (body['totalPages'] === pages) return;
  const message = `${operation.id} tells ${total} hits on ${textOf(body['totalPages'])} pages of ${hitsPerPage}`;
  findings.add(`${index} pages`, message, evidenceOf(operation));
}
