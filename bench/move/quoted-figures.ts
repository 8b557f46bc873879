import { readFileSync, writeFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';

const page = new URL('../../docs/fleet.md', import.meta.url);
const start = '<!-- figures: npm run bench -- move -->';
const end = '<!-- end of figures -->';

/** Puts the figures of the report into the page about changes of the fleet. */
export function quoteFigures(): void {
  writeFileSync(page, withFigures(readFileSync(page, 'utf8')));
}

/** The text of the page with the figures that the report has now. */
export function withFigures(text: string): string {
  const from = text.indexOf(start) + start.length;
  const until = text.indexOf(end);
  if (from < start.length || until < from) throw new Error('the page has no place for figures');
  return `${text.slice(0, from)}\n\n${figures()}\n\n${text.slice(until)}`;
}

function figures(): string {
  // Reports are written by this repository's own programs, and read as they were written.
  // oxlint-disable-next-line typescript/no-explicit-any
  const report: any = JSON.parse(
    readFileSync(new URL('../../reports/data/bench-move.json', import.meta.url), 'utf8'),
  );
  return markdownTable([
    ['Measured', 'Before and after', 'During the whole move', 'While documents are copied'],
    spanRow('searches, p50', report.search, 'p50Ms', ' ms'),
    spanRow('searches, p99', report.search, 'p99Ms', ' ms'),
    spanRow('writes, p50', report.write, 'p50Ms', ' ms'),
    spanRow('writes, p99', report.write, 'p99Ms', ' ms'),
    spanRow('writes a second', report.write, 'perSecond', ''),
  ]);
}

// oxlint-disable-next-line typescript/no-explicit-any
function spanRow(name: string, kind: any, member: string, unit: string): string[] {
  const spans = [kind.quiet, kind.during, kind.whileCopying];
  return [name, ...spans.map((span) => `${span[member]}${unit}`)];
}
