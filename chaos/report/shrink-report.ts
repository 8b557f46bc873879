import type { Plan } from '../../sim/plan/plan.ts';
import { failureName, type Shrunk } from '../shrink/shrink.ts';

/** What is left of a failing plan and why, for a terminal. */
export function shrinkReport(plan: Plan, shrunk: Shrunk, file: string): string {
  const { items, armed, noise, fleet } = shrunk.plan;
  const noisy = Object.entries(noise).filter(([, { numerator }]) => numerator > 0);
  const [violation] = shrunk.outcome.violations;
  return [
    `CHAOS FAIL  ${failureName(shrunk.outcome)}  plan=${plan.items.length} → ${items.length} items  replays=${shrunk.replays}`,
    `  ${violation?.message ?? shrunk.outcome.message}`,
    `  fleet  ${JSON.stringify(fleet)}`,
    ...noisy.map(([kind, ratio]) => `  noise  ${kind} ${JSON.stringify(ratio)}`),
    ...armed.map((point) => `  armed  ${JSON.stringify(point)}`),
    ...shrunk.reasons.map(
      ({ item, without }) => `  ${JSON.stringify(item)}\n    without it: ${without}`,
    ),
    `  rerun  npm run chaos -- --plan ${file}`,
  ].join('\n');
}
