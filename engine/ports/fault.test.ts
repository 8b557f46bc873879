import { expect, test } from 'vitest';
import { noFault } from './fault.ts';

test('production has no bug planted and is held up nowhere', async () => {
  for (const bug of ['M5', 'M33', 'M34', 'M38', 'M43', 'M44'] as const) {
    expect(noFault.planted(bug)).toBe(false);
  }
  await expect(noFault.at('task-registered')).resolves.toBeUndefined();
});
