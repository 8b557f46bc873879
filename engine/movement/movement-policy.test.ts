import { expect, test } from 'vitest';
import { testConfig } from '../testing/config.ts';
import { judgeMovement } from './movement-policy.ts';

function judge(skipDelta: boolean, enabled: boolean) {
  return judgeMovement({
    movement: { ...testConfig.movement, skipDelta },
    antiEntropy: { ...testConfig.antiEntropy, enabled },
  });
}

test('moves with both safeguards are safe', () => {
  expect(judge(false, true)).toEqual({ kind: 'safe' });
});

test('moves with one of them are allowed, and what is missing is said', () => {
  expect(judge(false, false)).toMatchObject({
    kind: 'risky',
    warning: expect.stringMatching(/^anti_entropy\.enabled is false: shards move without loss/),
  });
  expect(judge(true, true)).toMatchObject({
    kind: 'risky',
    warning: expect.stringContaining('may lack documents until the next pass of anti-entropy'),
  });
});

test('moves with neither are refused, naming both keys', () => {
  const verdict = judge(true, false);
  expect(verdict).toMatchObject({ kind: 'unsafe' });
  expect(JSON.stringify(verdict)).toMatch(/movement\.skip_delta_pass.*anti_entropy\.enabled/);
});
