import { analyseMergedOrder } from './001-merged-order/analyse.ts';
import { runMergedOrder } from './001-merged-order/run.ts';

/** Every study: `run` measures into reports/data, `analyse` writes the report from there. */
const studies = {
  '001-merged-order': { run: runMergedOrder, analyse: analyseMergedOrder },
} as const;

const usage = `npm run research -- [--analyse] [${Object.keys(studies).join(' | ')}]

Runs the studies on real servers and writes their reports. With --analyse, only writes the reports
again from the figures that are there. Without a name, all of them.`;

await runStudies(process.argv.slice(2));

async function runStudies(words: readonly string[]): Promise<void> {
  if (words.includes('--help')) {
    console.log(usage);
    return;
  }
  const names = words.filter((word) => word !== '--analyse');
  const unknown = names.filter((name) => !(name in studies));
  if (unknown.length > 0) {
    console.error(`No study is called ${unknown.join(', ')}.\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  for (const [name, { run, analyse }] of Object.entries(studies)) {
    if (names.length > 0 && !names.includes(name)) continue;
    if (!words.includes('--analyse')) await run();
    analyse();
  }
}
