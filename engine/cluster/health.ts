import type { NodeReply } from '../ports/node-client.ts';

/**
 * What one proxy thinks of a node. `suspect`: its latest exchange failed, so a cover avoids it
 * while there is another replica; `failed`: it failed often enough to be treated as down.
 */
export type HealthStatus = 'healthy' | 'suspect' | 'failed';

export interface NodeHealth {
  readonly status: HealthStatus;
  /** Failures in a row; of a failed node, successes in a row. */
  readonly streak: number;
}

/** What one exchange with a node says about its health. */
export type HealthOutcome = 'success' | 'failure';

export interface HealthThresholds {
  /** Failures in a row that make a node failed. */
  readonly unhealthyThreshold: number;
  /** Successes in a row that bring a failed node back. */
  readonly recoveryThreshold: number;
}

export interface HealthChange {
  readonly health: NodeHealth;
  readonly transition?: 'failed' | 'recovered';
}

/** A node of which nothing is known yet is given the benefit of the doubt. */
export const initialHealth: NodeHealth = { status: 'healthy', streak: 0 };

const failedHealth: NodeHealth = { status: 'failed', streak: 0 };

/** A probe succeeds with a 2xx reply; everything else speaks against the node. */
export function outcomeOfProbe(reply: NodeReply): HealthOutcome {
  const succeeded = reply.kind === 'reply' && reply.status >= 200 && reply.status < 300;
  return succeeded ? 'success' : 'failure';
}

/** The health after one more outcome, and whether the node thereby failed or recovered. */
export function afterOutcome(
  health: NodeHealth,
  outcome: HealthOutcome,
  thresholds: HealthThresholds,
): HealthChange {
  if (health.status === 'failed') return whileFailed(health, outcome, thresholds);
  if (outcome === 'success') return { health: initialHealth };
  const streak = health.streak + 1;
  if (streak < thresholds.unhealthyThreshold) return { health: { status: 'suspect', streak } };
  return { health: failedHealth, transition: 'failed' };
}

function whileFailed(
  health: NodeHealth,
  outcome: HealthOutcome,
  thresholds: HealthThresholds,
): HealthChange {
  if (outcome === 'failure') return { health: failedHealth };
  const streak = health.streak + 1;
  if (streak < thresholds.recoveryThreshold) return { health: { status: 'failed', streak } };
  return { health: initialHealth, transition: 'recovered' };
}
