import { type Plan, planFormat } from './plan.ts';

/** A text that is no plan, or one of another format. */
export class UnreadablePlan extends Error {
  override name = 'UnreadablePlan';
}

/** Reads a plan from JSON. Throws {@link UnreadablePlan}. */
export function readPlan(text: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UnreadablePlan('The plan is not JSON.', { cause: error });
  }
  const format = formatOf(value);
  if (format !== planFormat) {
    throw new UnreadablePlan(
      `The plan has format ${JSON.stringify(format)}; this program reads format ${planFormat}.`,
    );
  }
  if (isPlan(value)) return value;
  throw new UnreadablePlan('The plan lacks `seed`, `fleet` or `items`.');
}

function formatOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'format' in value
    ? value.format
    : undefined;
}

// Plans are written by this program: what holds their outline is taken to be one.
function isPlan(value: unknown): value is Plan {
  return (
    typeof value === 'object' &&
    value !== null &&
    'seed' in value &&
    'fleet' in value &&
    'items' in value &&
    Array.isArray(value.items)
  );
}
