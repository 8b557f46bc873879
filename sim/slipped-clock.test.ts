import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernel } from './kernel/kernel.ts';
import { runIsolated } from './kernel/virtual-run.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Files that somebody might slip into the engine: each is caught three times. */
const slipped = {
  clock: 'export function ageMs(sinceMs: number): number {\n  return Date.now() - sinceMs;\n}\n',
  timer:
    'export function ageMs(sinceMs: number): number {\n  return Number(setTimeout(() => {}, sinceMs));\n}\n',
} as const;

// A copy of what decides, with an engine that consists of one file.
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miroir-slipped-'));
  await mkdir(join(folder, 'engine'));
  const files = [
    'package.json',
    'tsconfig.json',
    '.oxlintrc.json',
    'engine/tsconfig.json',
    'engine/no-ambient-time.d.ts',
  ];
  await Promise.all(files.map((file) => cp(join(root, file), join(folder, file))));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a tool of the project says of the copy, and whether it refuses. */
function say(
  tool: string,
  parameters: readonly string[],
): Promise<{ failed: boolean; text: string }> {
  const file = join(root, 'node_modules/.bin', tool);
  return new Promise((resolve) => {
    execFile(file, [...parameters], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, text: stdout + stderr });
    });
  });
}

describe.each(Object.entries(slipped))('a %s slipped into the engine', (name, source) => {
  const file = `engine/${name}.ts`;

  beforeAll(() => writeFile(join(folder, file), source));
  afterAll(() => rm(join(folder, file)));

  test('is an error of types', async () => {
    const { failed, text } = await say('tsc', ['-p', 'engine']);
    expect(failed).toBe(true);
    expect(text).toContain(file.slice('engine/'.length));
  });

  test('is an error of lint', async () => {
    const { failed, text } = await say('oxlint', ['engine']);
    expect(failed).toBe(true);
    expect(text).toContain('no-restricted-globals');
  });

  test('ends a run as nondeterministic', async () => {
    const { ageMs } = await import(pathToFileURL(join(folder, file)).href);
    const kernel = new Kernel({ high: 0, low: 1 }, { eventsMax: 9, eventsPerSecondMax: 9 });
    kernel.schedule(1, 'asks', null, () => ageMs(5));
    kernel.schedule(2, 'the end', null, () => kernel.stop());
    expect((await runIsolated(kernel, false)).failure).toMatchObject({ kind: 'nondeterminism' });
  });
});

test('the copy itself is without fault', async () => {
  await writeFile(join(folder, 'engine/innocent.ts'), 'export const answer = 42;\n');
  expect(await say('tsc', ['-p', 'engine'])).toMatchObject({ failed: false });
  expect(await say('oxlint', ['engine'])).toMatchObject({ failed: false });
});
