import { measureLoad } from './load/measure.ts';
import { measureMicro } from './micro/measure.ts';
import { measureMove } from './move/measure.ts';
import { measurePlan } from './plan/measure.ts';
import { measureSim } from './sim/measure.ts';
import { measureStart } from './start/measure.ts';

/** What can be measured, and where each writes its figures. */
const benchmarks = {
  micro: { run: measureMicro, about: 'hot functions, to reports/data/bench-micro.json' },
  plan: {
    run: measurePlan,
    about: 'what documents take on a node’s disk, to reports/data/plan-overhead.json',
  },
  sim: { run: measureSim, about: 'the simulator, to reports/data/bench-sim.json' },
  load: {
    run: measureLoad,
    about: 'searches and writes under load, to reports/data/bench-load.json',
  },
  move: {
    run: measureMove,
    about: 'searches and writes while a node joins, to reports/data/bench-move.json',
  },
  start: {
    run: measureStart,
    about: 'the bundle’s start and memory, to reports/data/bench-start.json',
  },
} as const;

const usage = `npm run bench -- [${Object.keys(benchmarks).join(' | ')}]

${Object.entries(benchmarks)
  .map(([name, { about }]) => `  ${name.padEnd(8)}${about}`)
  .join('\n')}

Without a name, all of them run.`;

await runBenchmarks(process.argv.slice(2));

async function runBenchmarks(names: readonly string[]): Promise<void> {
  if (names.includes('--help')) {
    console.log(usage);
    return;
  }
  const unknown = names.filter((name) => !(name in benchmarks));
  if (unknown.length > 0) {
    console.error(`No benchmark is called ${unknown.join(', ')}.\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  for (const [name, { run }] of Object.entries(benchmarks)) {
    if (names.length === 0 || names.includes(name)) await run();
  }
}
