import { describe, expect, test } from 'vitest';
import type { CallFailureKind, NodeReply } from '../ports/node-client.ts';
import {
  afterOutcome,
  type HealthOutcome,
  initialHealth,
  type NodeHealth,
  outcomeOfProbe,
} from './health.ts';

const thresholds = { unhealthyThreshold: 3, recoveryThreshold: 2 };

/** What a node goes through: `x` is a failure, `.` a success. */
function history(outcomes: string, limits = thresholds, start: NodeHealth = initialHealth) {
  let health = start;
  return Array.from(outcomes).map((sign) => {
    const outcome: HealthOutcome = sign === 'x' ? 'failure' : 'success';
    const change = afterOutcome(health, outcome, limits);
    health = change.health;
    return change.transition ?? health.status;
  });
}

test('a first failure makes a node suspect, and a success clears it', () => {
  expect(history('x.x')).toEqual(['suspect', 'healthy', 'suspect']);
});

test('only failures in a row make a node failed', () => {
  expect(history('xx.xx.xxx').at(-2)).toBe('suspect');
  expect(history('xx.xx.xxx').at(-1)).toBe('failed');
});

test('only successes in a row bring a failed node back', () => {
  expect(history('xxx.x.x..')).toEqual([
    'suspect',
    'suspect',
    'failed',
    'failed',
    'failed',
    'failed',
    'failed',
    'failed',
    'recovered',
  ]);
});

test('a recovered node starts afresh', () => {
  expect(history('xxx..xx').slice(-3)).toEqual(['recovered', 'suspect', 'suspect']);
});

test('each transition is told once', () => {
  let health = initialHealth;
  const told: (string | undefined)[] = [];
  for (const outcome of ['failure', 'failure', 'failure', 'failure', 'failure'] as const) {
    const change = afterOutcome(health, outcome, thresholds);
    health = change.health;
    told.push(change.transition);
  }
  expect(told).toEqual([undefined, undefined, 'failed', undefined, undefined]);
});

test('thresholds of one act at once', () => {
  const limits = { unhealthyThreshold: 1, recoveryThreshold: 1 };
  expect(history('x.x', limits)).toEqual(['failed', 'recovered', 'failed']);
});

function failure(kind: CallFailureKind): NodeReply {
  return { kind: 'failure', failure: kind, message: '' };
}

function reply(status: number): NodeReply {
  return { kind: 'reply', status, body: '' };
}

describe('what an exchange says', () => {
  test('a probe needs a 2xx reply', () => {
    expect(outcomeOfProbe(reply(200))).toBe('success');
    expect(outcomeOfProbe(reply(503))).toBe('failure');
    expect(outcomeOfProbe(reply(301))).toBe('failure');
    expect(outcomeOfProbe(failure('timeout'))).toBe('failure');
  });
});
