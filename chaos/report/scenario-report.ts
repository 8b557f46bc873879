import { readFileSync, writeFileSync } from 'node:fs';
import { type ScenarioReport, scenarioPage } from './scenario-page.ts';

const data = new URL('../../reports/data/chaos-scenarios.json', import.meta.url);
const page = new URL('../../docs/chaos-testing-report.md', import.meta.url);

/** Writes what came of all scenarios: the numbers to `reports/`, and the page about them to `docs/`. */
export function writeScenarioReport(report: ScenarioReport): void {
  writeFileSync(data, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(page, scenarioPage(report));
}

/** What was written last. */
export function readScenarioReport(): ScenarioReport {
  return JSON.parse(readFileSync(data, 'utf8'));
}
