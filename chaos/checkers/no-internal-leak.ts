import type { Operation } from '../../sim/trace/operation.ts';
import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';

/** Nothing that is Miroir's own shows in an answer: no marker, no key of a node, no score unasked. */
export const noInternalLeak: Checker = {
  name: 'no_internal_leak',
  check(record) {
    const findings = new Findings(this.name);
    for (const operation of record.operations) {
      const { outcome, intent } = operation;
      if (outcome.kind !== 'answer') continue;
      findings.looked();
      const headers = Object.entries(outcome.headers).map(([name, value]) => `${name}: ${value}`);
      for (const text of [outcome.body, ...headers]) {
        const leak = leaks(operation).find((internal) => text.includes(internal));
        if (leak === undefined) continue;
        const message = `the answer to ${operation.id} (${intent.kind}) contains ${leak}: ${around(text, leak)}`;
        findings.add(`${leak} ${intent.kind}`, message, evidenceOf(operation));
      }
    }
    return findings;
  },
};

/** The key that every simulated node has. */
const nodeKey = 'simNodeKey';
const always = ['_miroir_', nodeKey, '_rankingScoreDetails'];
const unlessAsked = [...always, '_rankingScore'];

function leaks({ intent }: Operation): readonly string[] {
  return intent.kind === 'search' && intent.showRankingScore ? always : unlessAsked;
}

function around(text: string, leak: string): string {
  const shown = 60;
  const at = text.indexOf(leak);
  return text.slice(Math.max(0, at - shown), at + leak.length + shown);
}
