import Database from 'better-sqlite3';
import { SqliteStore } from '../../proxy/store/sqlite/sqlite-store.ts';
import type { MicroCase } from './case.ts';

/**
 * What every request asks the store first: whether anything is newer than what this proxy knows. The
 * baseline is the least that SQLite can be asked.
 */
export const cases: readonly MicroCase[] = [
  { name: 'refresh-1000-times-unchanged', prepare: prepareRefresh },
  { name: 'refresh-1000-times-unchanged-baseline', prepare: prepareLeast },
];

const newest = Number.MAX_SAFE_INTEGER;

function prepareRefresh(size: 'tiny' | 'full'): () => number {
  const store = new SqliteStore(':memory:');
  return repeated(size, () => void store.readShared(newest));
}

function prepareLeast(size: 'tiny' | 'full'): () => number {
  const statement = new Database(':memory:').prepare('SELECT 1');
  return repeated(size, () => statement.get());
}

function repeated(size: 'tiny' | 'full', ask: () => unknown): () => number {
  const times = size === 'tiny' ? 3 : 1000;
  return () => {
    for (let time = 0; time < times; time += 1) ask();
    return times;
  };
}
