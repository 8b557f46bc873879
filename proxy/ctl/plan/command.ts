import { Refusal } from '../../demo/refusal.ts';
import { planFleet } from './fleet-plan.ts';
import { helpText, parseFlags, type PlanOptions } from './flags.ts';
import { planText } from './plan-text.ts';

/** What the command prints, and its exit code. */
export interface CommandOutput {
  readonly exitCode: 0 | 2;
  readonly output: string;
  readonly error: string;
}

/** `npm run plan`: 0 after a plan or help, 2 with one line when the flags are wrong. */
export function runPlan(argv: readonly string[]): CommandOutput {
  try {
    const options = parseFlags(argv);
    return { exitCode: 0, output: options === 'help' ? helpText : pageOf(options), error: '' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { exitCode: 2, output: '', error: `${error.message}\n` };
  }
}

function pageOf({ request, json }: PlanOptions): string {
  const plan = planFleet(request);
  return json ? `${JSON.stringify({ request, plan }, null, 2)}\n` : planText(request, plan);
}
