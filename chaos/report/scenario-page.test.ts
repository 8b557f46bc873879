import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scenarios } from '../scenarios/all-scenarios.ts';
import { scenarioPage } from './scenario-page.ts';
import { readScenarioReport } from './scenario-report.ts';
import { type ScenarioRow, scenarioTable } from './scenario-table.ts';

const page = new URL('../../docs/chaos-testing-report.md', import.meta.url);

describe('the page about the scenarios', () => {
  test('says what the report says, about every scenario that there is', () => {
    const report = readScenarioReport();
    expect(readFileSync(page, 'utf8')).toBe(scenarioPage(report));
    expect(report.rows.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name));
  });

  test('rests on 200 seeds of each, a million writes, and nothing lost with a guard', () => {
    const { rows } = readScenarioReport();
    expect(rows.filter(({ seeds, verdict }) => seeds < 200 || verdict !== 'ok')).toEqual([]);
    const rowOf = (name: string) => rows.find((row) => row.name === `cutover_chaos_${name}`);
    expect(rowOf('loss_rate_1m_ae_on')?.documents).toBeGreaterThanOrEqual(1_000_000);
    expect(rowOf('loss_rate_no_ae_delta')?.documents).toBeGreaterThanOrEqual(50_000);
    expect(rowOf('high_volume')?.documents).toBeGreaterThanOrEqual(100_000);
    const lossy = rows.filter(({ lost }) => lost > 0).map(({ name }) => name);
    expect(lossy).toEqual(['cutover_chaos_loss_rate_no_ae_no_delta']);
  });

  test('says so if something failed or was lost', () => {
    const report = readScenarioReport();
    const rows = report.rows.map((row) => ({ ...row, lost: 3, verdict: 'safety' as const }));
    const text = scenarioPage({ ...report, rows });
    expect(text).toContain(`${rows.length} of them failed.`);
    expect(text).toMatch(/\| on +\| on +\| 3 of [\d ]+ lost/);
  });
});

describe('the table of scenarios', () => {
  const row: ScenarioRow = {
    name: 'a_story',
    about: 'what happens',
    seeds: 200,
    documents: 12,
    injected: 3,
    moves: 4,
    lost: 0,
    seconds: 1.25,
    verdict: 'ok',
  };

  test('has a line for each, aligned', () => {
    expect(scenarioTable([row, { ...row, name: 'b', verdict: 'shown-nothing' }])).toBe(
      [
        'scenario  seeds  writes  injected  moves  lost  seconds  verdict',
        'a_story     200      12         3      4     0      1.3  ok',
        'b           200      12         3      4     0      1.3  shown-nothing',
      ].join('\n'),
    );
  });
});
