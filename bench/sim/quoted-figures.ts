import { readFileSync, writeFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';

const page = new URL('../../docs/simulation.md', import.meta.url);
const start = '<!-- figures: npm run bench -- sim -->';
const end = '<!-- end of figures -->';

/** Puts the figures of the reports into the page about the simulator. */
export function quoteFigures(): void {
  const text = readFileSync(page, 'utf8');
  writeFileSync(page, withFigures(text));
}

/** The text of the page with the figures that the reports have now. */
export function withFigures(text: string): string {
  const from = text.indexOf(start) + start.length;
  const until = text.indexOf(end);
  if (from < start.length || until < from) throw new Error('the page has no place for figures');
  return `${text.slice(0, from)}\n\n${figures()}\n\n${text.slice(until)}`;
}

function figures(): string {
  const speed = report('bench-sim');
  const order = report('model-order');
  const conformance = report('model-conformance');
  const usual = order.arrangements.usual;
  const parts = Object.entries<number>(speed.timeByPart).map(([part, share]) => `${part} ${share}`);
  return markdownTable([
    ['Figure', 'Measured'],
    ['events a second, the kernel alone', `${millions(speed.kernelEventsPerSecond)} million`],
    [
      'balanced runs a second and core, with the engine and all checkers',
      String(speed.balancedSeedsPerSecondPerCore),
    ],
    ['virtual seconds in a second, balanced', String(speed.balancedVirtualPerWall)],
    ['where the time goes, in hundredths', parts.join(', ')],
    ['filters that the simulated node answers as the real one', shareOf(conformance.filters)],
    ['facets', shareOf(conformance.facets)],
    [
      `pages of 20 hits, ${order.queries} queries of ${order.documents} dictionary entries`,
      percent(usual.identicalOrders),
    ],
  ]);
}

// Reports are written by this repository's own programs, and read as they were written.
// oxlint-disable-next-line typescript/no-explicit-any
function report(name: string): any {
  const file = new URL(`../../reports/data/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

function millions(count: number): string {
  return (count / 1_000_000).toFixed(1);
}

function shareOf({ share, compared }: { share: number; compared: number }): string {
  return `${percent(share)} of ${compared}`;
}

function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
