import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a person would. */
function plan(...parameters: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const command = ['run', '--silent', 'plan', '--', ...parameters];
    execFile('npm', command, { cwd: root }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('npm run plan', { timeout: 60_000 }, () => {
  test('prints a table that says how many shards, what nodes hold and what changes copy', async () => {
    const flags = ['--documents', '64m', '--nodes', '3', '--replication-factor', '1'];
    const { code, stdout, stderr } = await plan(...flags, '--shards=64', '--overhead=10');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatchInlineSnapshot(`
      "Shards (S)      64 (as given)
      Replica groups  1, of 3 nodes
      Copies          1 of each document (1 × replication factor 1)
      Documents       64 000 000; 64 000 000 with all copies
      Storage         640 GB in all (1.00 kB a document × overhead 10)
      Balance         17 to 25 shards on a node; the fullest holds 1.17 of the average
      Reads survive   no failed node
      Writes survive  no failed node

      Node     Group  Shards   Documents  Storage
      meili-0      0      25  25 000 000   250 GB
      meili-1      0      22  22 000 000   220 GB
      meili-2      0      17  17 000 000   170 GB

      A later step                  Documents     Text    Share  Even share
      add meili-3 to group 0       22 000 000  22.0 GB   34.4 %  16 000 000
      remove meili-2 from group 0  17 000 000  17.0 GB   26.6 %  21 333 333
      add group 1 of 3 nodes       64 000 000  64.0 GB  100.0 %  64 000 000
      "
    `);
  });

  test('prints the same figures for programs', async () => {
    const { code, stdout } = await plan('--nodes', '6', '--growth', '3x', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      request: { documents: 1_000_000, nodesPerGroupMax: 18 },
      plan: { shards: 144, copiesOfEachDocument: 2, nodes: { length: 6 }, steps: { length: 3 } },
    });
  });

  test('refuses wrong flags in one line and with code 2', async () => {
    expect(await plan('--nodes', 'six')).toEqual({
      code: 2,
      stdout: '',
      stderr: '--nodes six: expected a whole number from 1 to 256.\n',
    });
  });

  test('prints its help', async () => {
    const { code, stdout } = await plan('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/--documents.*--growth.*--json/s);
  });

  test('shortens a long list of nodes to its ends', async () => {
    const { stdout } = await plan('--nodes', '40');
    expect(stdout).toMatch(/^meili-11 .*\n… 16 more \(--json has all\)\nmeili-28 /m);
  });

  test('says so when shards are too few, or would be more than there can be', async () => {
    const few = await plan('--shards', '4');
    expect(few.stdout).toMatch(/^Shards \(S\) +4 \(as given; too few: it should be 48, 8 for each/);
    const many = await plan('--nodes-per-group-max', '600');
    expect(many.stdout).toMatch(
      /^Shards \(S\) +4096 \(the most there can be; 8 for each .* more\)/,
    );
  });

  test('says when no node can leave', async () => {
    const { stdout } = await plan('--nodes', '2');
    expect(stdout).toMatch(/^remove meili-1 from group 0: too few would be left +– /m);
  });
});
