import { expect, test } from 'vitest';
import { microCases } from './cases.ts';

// Benchmarks rot unless they run: every case runs twice at its smallest size, with the same result.
test.each(microCases.map((microCase) => [microCase.name, microCase] as const))(
  '%s computes the same thing every time',
  (_name, microCase) => {
    const run = microCase.prepare('tiny');
    const checksum = run();
    expect(Number.isFinite(checksum)).toBe(true);
    expect(run()).toBe(checksum);
    expect(microCase.prepare('tiny')()).toBe(checksum);
  },
);

test('names are unique', () => {
  const names = microCases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
