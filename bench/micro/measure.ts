import { mkdirSync, writeFileSync } from 'node:fs';
import { Bench } from 'tinybench';
import { microCases } from './cases.ts';

interface Figure {
  readonly name: string;
  readonly medianNs: number;
  readonly p99Ns: number;
  readonly samples: number;
}

const folder = new URL('../../reports/data/', import.meta.url);

/** Times every case on its own and writes the figures; prints each with its checksum. */
export async function measureMicro(): Promise<void> {
  const figures: Figure[] = [];
  for (const microCase of microCases) {
    const { name } = microCase;
    const run = microCase.prepare('full');
    const checksum = run();
    figures.push(await measure(name, run));
    console.log(`${describe(figures.at(-1))}  checksum ${checksum}`);
  }
  printRatios(figures);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('bench-micro.json', folder), `${JSON.stringify(figures, null, 2)}\n`);
}

async function measure(name: string, run: () => number): Promise<Figure> {
  const bench = new Bench({ time: 2000, warmupTime: 500 });
  bench.add(name, () => {
    run();
  });
  const [task] = await bench.run();
  const result = task?.result;
  if (result === undefined || !('latency' in result)) throw new Error(`${name} was not measured`);
  const { p50, p99, samplesCount } = result.latency;
  return { name, medianNs: toNs(p50), p99Ns: toNs(p99), samples: samplesCount };
}

function toNs(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}

function describe(figure: Figure | undefined): string {
  if (figure === undefined) return '';
  const milliseconds = (figure.medianNs / 1e6).toFixed(3);
  return `${figure.name.padEnd(44)} ${milliseconds.padStart(9)} ms`;
}

/** A figure means something against its baseline of the same run. */
function printRatios(figures: readonly Figure[]): void {
  for (const baseline of figures) {
    const own = figures.find((figure) => baseline.name === `${figure.name}-baseline`);
    if (own === undefined) continue;
    const ratio = (own.medianNs / baseline.medianNs).toFixed(2);
    console.log(`${own.name} / baseline: ${ratio}`);
  }
}
