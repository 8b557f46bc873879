import { expect, test } from 'vitest';
import { CancelSource } from './cancel.ts';

test('a cancel source tells its listeners once, and late ones at once', () => {
  const source = new CancelSource();
  const heard: string[] = [];
  const forget = source.onCancel(() => heard.push('forgotten'));
  source.onCancel(() => heard.push('early'));
  forget();
  expect(source.canceled).toBe(false);
  source.cancel();
  source.cancel();
  source.onCancel(() => heard.push('late'));
  expect(source.canceled).toBe(true);
  expect(heard).toEqual(['early', 'late']);
});
