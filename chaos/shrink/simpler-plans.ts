import type { Ratio } from '../../sim/kernel/keyed-draws.ts';
import type { NoisePlan, OperationItem, Plan, PlanItem } from '../../sim/plan/plan.ts';

/** A plan that is a little simpler than another, and in what. */
export interface SimplerPlan {
  readonly what: string;
  readonly plan: Plan;
}

const never: Ratio = { numerator: 0, denominator: 1 };

/** Plans that lack something of `plan` as a whole, the largest parts first. */
export function* withoutParts(plan: Plan): Generator<SimplerPlan> {
  for (const kind of faultKindsOf(plan)) {
    const items = plan.items.filter((item) => item.kind !== kind);
    yield { what: `without ${kind}`, plan: { ...plan, items } };
  }
  for (const client of clientsOf(plan)) {
    const items = plan.items.filter((item) => item.kind !== 'operation' || item.client !== client);
    yield { what: `without client ${client}`, plan: { ...plan, items } };
  }
  for (const kind of noiseKindsOf(plan)) {
    yield {
      what: `without ${kind}`,
      plan: { ...plan, noise: { ...plan.noise, [kind]: never } },
    };
  }
  for (const point of plan.armed) {
    const armed = plan.armed.filter((other) => other !== point);
    yield { what: `without ${point.point}`, plan: { ...plan, armed } };
  }
}

/** Plans with the same parts of which one is smaller. */
export function* withSmallerParts(plan: Plan): Generator<SimplerPlan> {
  const { fleet, latency } = plan;
  if (fleet.proxies > 1) {
    yield {
      what: 'one proxy fewer',
      plan: { ...plan, fleet: { ...fleet, proxies: fleet.proxies - 1 } },
    };
  }
  if (fleet.shards > 1) {
    const shards = Math.floor(fleet.shards / 2);
    yield { what: `${shards} shards`, plan: { ...plan, fleet: { ...fleet, shards } } };
  }
  if (
    plan.clocks.some(({ offsetMs, driftMillionths }) => offsetMs !== 0 || driftMillionths !== 0)
  ) {
    yield { what: 'true clocks', plan: { ...plan, clocks: [] } };
  }
  if (latency.slowTail.numerator > 0) {
    yield { what: 'no slow tail', plan: { ...plan, latency: { ...latency, slowTail: never } } };
  }
  for (const [place, item] of plan.items.entries()) {
    for (const smaller of smallerItems(item)) {
      const items = plan.items.with(place, smaller.item);
      yield { what: smaller.what, plan: { ...plan, items } };
    }
  }
}

function* smallerItems(item: PlanItem): Generator<{ what: string; item: PlanItem }> {
  if (item.kind === 'operation') {
    yield* smallerOperations(item);
    return;
  }
  if ('forMs' in item && item.forMs > 400) {
    const forMs = Math.floor(item.forMs / 2);
    yield { what: `${item.kind} for ${forMs} ms`, item: { ...item, forMs } };
  }
  if ('links' in item && item.links.length > 1) {
    for (const link of item.links) {
      const links = item.links.filter((other) => other !== link);
      yield { what: `${item.kind} without ${link}`, item: { ...item, links } };
    }
  }
}

function* smallerOperations(item: OperationItem): Generator<{ what: string; item: PlanItem }> {
  const { intent } = item;
  if (item.retries > 0) yield { what: `${item.id} not retried`, item: { ...item, retries: 0 } };
  if (intent.kind === 'write-documents' && intent.documents.length > 1) {
    for (const document of intent.documents) {
      const documents = intent.documents.filter((other) => other !== document);
      yield {
        what: `${item.id} without ${document.id}`,
        item: { ...item, intent: { ...intent, documents } },
      };
    }
  }
  if (intent.kind === 'search' && intent.filter !== null) {
    yield {
      what: `${item.id} without filter`,
      item: { ...item, intent: { ...intent, filter: null } },
    };
  }
  if (intent.kind === 'search' && intent.facets.length > 0) {
    yield {
      what: `${item.id} without facets`,
      item: { ...item, intent: { ...intent, facets: [] } },
    };
  }
}

function faultKindsOf({ items }: Plan): ReadonlySet<string> {
  return new Set(items.map(({ kind }) => kind).filter((kind) => kind !== 'operation'));
}

function clientsOf({ items }: Plan): ReadonlySet<string> {
  return new Set(items.flatMap((item) => (item.kind === 'operation' ? [item.client] : [])));
}

const noiseKinds: readonly (keyof NoisePlan)[] = [
  'requestLoss',
  'answerLoss',
  'duplication',
  'wrongStatus',
  'garbledAnswer',
  'storeFailureBefore',
  'storeFailureAfter',
  'batchFailure',
];

function noiseKindsOf({ noise }: Plan): readonly (keyof NoisePlan)[] {
  return noiseKinds.filter((kind) => noise[kind].numerator > 0);
}
