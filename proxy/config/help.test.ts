import { expect, test } from 'vitest';
import { helpText } from './help.ts';

test('the help changes only on purpose', async () => {
  await expect(helpText()).toMatchFileSnapshot('help.txt');
});

test('the help fits a terminal', () => {
  const longest = Math.max(
    ...helpText()
      .split('\n')
      .map((line) => line.length),
  );
  expect(longest).toBeLessThanOrEqual(100);
});
