import { defineConfig } from 'vitest/config';

/** One project per need: the suffix of a test file says what it talks to (design, layout). */
const needs = ['net', 'meili', 'redis', 'docker', 'browser'] as const;

const projects = [
  {
    test: {
      name: 'unit',
      include: ['**/*.test.ts'],
      exclude: ['**/node_modules/**', '**/dist/**', ...needs.map((need) => `**/*.${need}.test.ts`)],
    },
  },
  ...needs.map((need) => ({
    test: {
      name: need,
      include: [`**/*.${need}.test.ts`],
      exclude: ['**/node_modules/**', '**/dist/**'],
      testTimeout: need === 'net' ? 20_000 : 120_000,
      hookTimeout: need === 'net' ? 20_000 : 300_000,
      fileParallelism: need === 'net',
    },
  })),
];

export default defineConfig({
  test: {
    projects,
    coverage: {
      provider: 'v8',
      include: ['engine/**/*.ts'],
      exclude: ['engine/**/*.test.ts', 'engine/**/testing/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 90 },
    },
  },
});
