import { markdownTable } from 'markdown-table';
import { must } from '../../engine/base/assert.ts';
import type { ScenarioRow } from './scenario-table.ts';

/** What came of a campaign of all scenarios. */
export interface ScenarioReport {
  /** Of each scenario. */
  readonly seeds: number;
  readonly threads: number;
  readonly rows: readonly ScenarioRow[];
}

/** The guards of a move, and the scenario that measures what is lost with them. */
const guards = [
  ['on', 'on', 'cutover_chaos_loss_rate_1m_ae_on'],
  ['off', 'on', 'cutover_chaos_loss_rate_no_ae_delta'],
  ['on', 'skipped', 'cutover_chaos_skip_delta_with_ae'],
  ['off', 'skipped', 'cutover_chaos_loss_rate_no_ae_no_delta'],
] as const;

const bypass = 'cutover_chaos_loss_rate_no_ae_no_delta';

/** The page about the scenarios, as `docs/chaos-testing-report.md` has it. */
export function scenarioPage(report: ScenarioReport): string {
  return `${[
    '# What the scenarios found',
    opening(report),
    '## What a move loses',
    losses(report),
    '## Every scenario',
    everyScenario(report),
    edgeCases,
  ].join('\n\n')}\n`;
}

function opening({ seeds, threads, rows }: ScenarioReport): string {
  const sum = (pick: (row: ScenarioRow) => number): string =>
    counted(rows.reduce((total, row) => total + pick(row), 0));
  const failed = rows.filter(({ verdict }) => verdict !== 'ok').length;
  const verdict = failed === 0 ? 'All of them passed.' : `${failed} of them failed.`;
  return `This page is generated from \`reports/data/chaos-scenarios.json\`. Both are written by

\`\`\`sh
npm run chaos -- --scenarios --report
\`\`\`

which ran ${rows.length} scenarios with ${seeds} seeds each on ${threads} threads: ${sum(({ documents }) => documents)} documents were acknowledged while
${sum(({ injected }) => injected)} faults struck and ${sum(({ moves }) => moves)} moves of shards came to their end. ${verdict}

A scenario is a story (\`chaos/scenarios/\`) over the production engine in
[the simulator](simulation.md); each seed tells it with other times and draws. A document is _lost_ if,
when all has come to rest, a replica that claims to lack nothing does not have it as the acknowledged
writes have left it: the checker \`acked_write_durable\` reads every node past the engine. All other
checkers judge these runs as well, and a scenario fails too if what it is about did not happen.
\`npm run chaos -- --scenario NAME --seed X\` shows one run.`;
}

function losses({ rows }: ScenarioReport): string {
  const lines = guards.map(([antiEntropy, delta, name]) => {
    const row = rowCalled(rows, name);
    const lost = `${counted(row.lost)} of ${counted(row.documents)}`;
    const outcome = name === bypass ? `refused; ${lost} if it is forced` : `${lost} lost`;
    return [antiEntropy, delta, outcome, `\`${name}\``];
  });
  const { lost, documents } = rowCalled(rows, bypass);
  return `${markdownTable([['Anti-entropy', 'Delta pass', 'Outcome', 'Measured by'], ...lines])}

Without both, Miroir refuses to move anything: \`409 miroir_unsafe_movement\`
([errors](errors.md#miroir_unsafe_movement)). What the refusal prevents is measured by a planted bug that
activates shards without a delta pass, whatever the ledger says, while 2 % of the messages to the new
node vanish: ${percent(lost / documents)} of the documents were lost. In each of these runs the lost documents are exactly those
of which every message that could have brought them to the new node vanished. In the same scenario, every
second run shows the refusal.

Without a delta pass but with anti-entropy nothing is lost either, because the delta pass is skipped only
where the ledger knows of nothing that the new node missed ([decision 11](decisions/0011-shards-move-towards-a-wanted-fleet.md)).`;
}

function everyScenario({ rows }: ScenarioReport): string {
  const lines = rows.map(({ name, about, seeds, documents, injected, moves, lost, verdict }) => [
    `\`${name}\``,
    about,
    ...[seeds, documents, injected, moves, lost].map(counted),
    verdict,
  ]);
  const head = [
    'Scenario',
    'What happens',
    'Seeds',
    'Writes',
    'Injected',
    'Moves',
    'Lost',
    'Verdict',
  ];
  return `Writes are documents of acknowledged writes. Injected are faults that began, and messages that lossy links
lost. What is lost in \`${bypass}\` is lost because of its planted bug.

${markdownTable([head, ...lines])}`;
}

const edgeCases = `## At the edges

- **A message to the new node is lost.** The write is acknowledged all the same, for the new node has no
  say in its quorum. The ledger notes it, and the move is not activated before it is compared again. Writes
  to an index go one after another, so those behind it wait for as long as a node may take to answer.
- **The answer is lost, and the write was done.** The ledger cannot tell this from a lost request, and the
  comparison finds both sides equal.
- **The new node is cut off.** The move stands still in its phase, and goes on when the node answers again.
  The old node serves everything meanwhile.
- **The index does not come to rest within \`drain_timeout\`.** The move goes back to \`drain\` and tries
  again later. It never takes over with a write under way.
- **The proxy that moves dies.** Its session ends, another proxy gets its claim, and goes on from the state
  that was saved; a comparison that was under way is made again.
- **It stands still for longer than its session lasts, and then goes on.** Every step that it saves is
  refused by the store, and no request of the move leaves it any more.
- **The move is not wanted any more.** It is not activated, and what was copied is deleted.
- **A proxy does not know where shards went.** It cannot register a write under a placement that is old, and
  asks before it answers a read once its session is over. The old node is cleaned only when every session
  has adopted the new placement.`;

function rowCalled(rows: readonly ScenarioRow[], name: string): ScenarioRow {
  return must(
    rows.find((row) => row.name === name),
    `the row of ${name}`,
  );
}

function counted(count: number): string {
  return count.toLocaleString('en').replaceAll(',', ' ');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
