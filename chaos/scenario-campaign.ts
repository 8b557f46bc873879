import type { Flags } from './flags.ts';
import { progressLine } from './report/hunt-report.ts';
import { failureLines } from './report/run-report.ts';
import { type ScenarioRow, scenarioTable } from './report/scenario-table.ts';
import { writeScenarioReport } from './report/scenario-report.ts';
import type { Crew } from './run/crew.ts';
import { type Bag, emptyBag, hunt } from './run/hunt.ts';
import { withCrew } from './run/lent-crew.ts';
import { exitCodes } from './run/verdict.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** Seeds of each scenario. */
const usualSeeds = 200;
const failuresMax = 5;
const twiceEvery = 50;
const progressMs = 5000;
/** The exit code of a scenario in which nothing ever went wrong: it has shown nothing. */
const shownNothing = 15;

/**
 * Runs many seeds of each scenario on all threads with progress, and prints what came of them. Answers
 * the exit code of the first failure.
 */
export function runScenarios(flags: Flags, chosen: readonly Scenario[]): Promise<number> {
  const seeds = flags.seeds ?? usualSeeds;
  return withCrew(flags, async (crew, isStopped) => {
    const rows: ScenarioRow[] = [];
    const exitCodesFound: number[] = [];
    for (const scenario of chosen) {
      if (isStopped()) break;
      const { row, bag } = await runScenario(crew, scenario, { flags, seeds, isStopped });
      rows.push(row);
      for (const failure of bag.failures) {
        console.log(failureLines(failure).join('\n'));
        exitCodesFound.push(exitCodes[failure.kind]);
      }
      if (row.verdict === 'shown-nothing') exitCodesFound.push(shownNothing);
      console.error(`${rows.length}/${chosen.length}  ${scenario.name}  ${row.verdict}`);
    }
    console.log(scenarioTable(rows));
    const isWhole = !isStopped() && rows.length === chosen.length;
    if (flags.report && isWhole) writeScenarioReport({ seeds, threads: crew.size, rows });
    console.log(`verdict ${exitCodesFound.length === 0 ? 'ok' : 'failed'}`);
    return exitCodesFound[0] ?? 0;
  });
}

interface RunScope {
  readonly flags: Flags;
  readonly seeds: number;
  readonly isStopped: () => boolean;
}

async function runScenario(
  crew: Crew,
  scenario: Scenario,
  { flags, seeds, isStopped }: RunScope,
): Promise<{ readonly row: ScenarioRow; readonly bag: Bag }> {
  const bag = emptyBag();
  const startMs = performance.now();
  let printedMs = startMs;
  const progress = (): void => {
    const nowMs = performance.now();
    if (nowMs - printedMs < progressMs) return;
    printedMs = nowMs;
    console.error(`${scenario.name}  ${progressLine(bag, nowMs - startMs)}`);
  };
  const plan = {
    profiles: [],
    scenario: scenario.name,
    firstSeed: flags.seed ?? { high: 0, low: 0 },
    runsMax: seeds,
    millisecondsMax: null,
    failuresMax,
    mutant: flags.mutant,
    twiceEvery,
  };
  await hunt(crew, { plan, bag, isStopped, progress });
  const seconds = Math.round((performance.now() - startMs) / 100) / 10;
  return { bag, row: rowOf(scenario, bag, seconds) };
}

function rowOf({ name, about, isStruck }: Scenario, bag: Bag, seconds: number): ScenarioRow {
  const { runs, tally, failures } = bag;
  const [first] = failures;
  const isIdle = isStruck && tally.injected === 0;
  const verdict = first?.kind ?? (isIdle ? 'shown-nothing' : 'ok');
  return { name, about, seeds: runs, ...tally, seconds, verdict };
}
