import type { MicroCase } from './case.ts';
import { cases as admit } from './admit-1000-requests.bench.ts';
import { cases as merge } from './merge-1000-hits-3-shards.bench.ts';
import { cases as refresh } from './refresh-unchanged.bench.ts';
import { cases as route } from './route-10k-documents.bench.ts';
import { cases as split } from './split-10k-documents.bench.ts';

export const microCases: readonly MicroCase[] = [
  ...route,
  ...split,
  ...merge,
  ...refresh,
  ...admit,
];
