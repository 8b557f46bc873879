import { expect, test } from 'vitest';
import { exponentialThousandths } from './exponential-table.ts';

test('the table holds the quantiles of the exponential distribution', () => {
  expect(exponentialThousandths).toHaveLength(256);
  for (const [place, thousandths] of exponentialThousandths.entries()) {
    const exact = -1000 * Math.log(1 - (place + 0.5) / 256);
    expect(Math.abs(thousandths - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
  }
});
