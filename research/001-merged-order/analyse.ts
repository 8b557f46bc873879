import { readFileSync, writeFileSync } from 'node:fs';
import { figuresFile, type MergedOrderFigures } from './run.ts';

const reportFile = new URL('../../reports/001-merged-order.md', import.meta.url);

/** Writes the report from the figures of the last run. */
export function analyseMergedOrder(): void {
  const figures: MergedOrderFigures[] = JSON.parse(readFileSync(figuresFile, 'utf8'));
  const [first] = figures;
  if (first === undefined) throw new Error('There are no figures to report.');
  const rows = figures.map((row) =>
    [
      '',
      `${row.nodes} nodes, ${row.replicationFactor} × each shard`,
      `${row.identicalPages} of ${row.queries}`,
      row.meanTau.toFixed(4),
      `${(100 * row.meanSharedHits).toFixed(2)} %`,
      `${row.identicalCounts} of ${row.queries}`,
      '',
    ]
      .join(' | ')
      .trim(),
  );
  const report = `# Merged pages against a single node's

Made by \`npm run research -- 001-merged-order\`; the question and the method are in
[research/001-merged-order/question.md](../research/001-merged-order/question.md).
${first.documents} documents, ${first.queries} queries, seed ${first.seed}.

| Arrangement | Identical top 20 | Mean Kendall's tau | Hits in common | Same total and facet counts |
|---|---|---|---|---|
${rows.join('\n')}
`;
  writeFileSync(reportFile, report);
  console.log(report);
}
