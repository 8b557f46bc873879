import { describe, expect, test } from 'vitest';
import { helpText, overheadDefault, parseFlags } from './flags.ts';
import type { PlanRequest } from './plan-request.ts';

function requestOf(flags: string): PlanRequest {
  const options = parseFlags(flags === '' ? [] : flags.split(' '));
  if (options === 'help') throw new Error('help was asked for');
  return options.request;
}

describe('the command line of the calculator', () => {
  test('without flags, everything has its default', () => {
    expect(parseFlags([])).toEqual({
      request: {
        documents: 1_000_000,
        documentBytes: 1000,
        groups: [['meili-0', 'meili-1', 'meili-2']],
        spareNames: ['meili-3', 'meili-4', 'meili-5'],
        replicationFactor: 2,
        nodesPerGroupMax: 6,
        shards: undefined,
        overhead: overheadDefault,
      },
      json: false,
    });
  });

  test('every flag is taken, with a space or an equals sign', () => {
    const flags =
      '--documents 50m --document-bytes=2k --nodes 4 --replica-groups=2 --replication-factor 1 ' +
      '--nodes-per-group-max=9 --shards 64 --overhead 17.8 --names=a,b,c,d --json';
    expect(parseFlags(flags.split(' '))).toEqual({
      request: {
        documents: 50_000_000,
        documentBytes: 2000,
        groups: [
          ['a', 'b'],
          ['c', 'd'],
        ],
        spareNames: ['meili-0', 'meili-1'],
        replicationFactor: 1,
        nodesPerGroupMax: 9,
        shards: 64,
        overhead: 17.8,
      },
      json: true,
    });
  });

  test.each([
    ['7', 7],
    ['2K', 2000],
    ['1.1m', 1_100_000],
    ['0.3g', 300_000_000],
    ['1000g', 1e12],
  ])('%s documents are a number', (text, documents) => {
    expect(requestOf(`--documents ${text}`).documents).toBe(documents);
  });

  test.each([
    ['', 6],
    ['--growth 3x', 9],
    ['--growth 1', 3],
    ['--growth 1.1', 4],
    ['--growth 2.5x --nodes 7 --replica-groups 2', 10],
    ['--nodes-per-group-max 3', 3],
  ])('with %j a group has %i nodes at most', (flags, most) => {
    expect(requestOf(flags).nodesPerGroupMax).toBe(most);
  });

  test('names beyond the nodes are those of nodes to add, and none is used twice', () => {
    const request = requestOf('--nodes 2 --names a,meili-1,b');
    expect(request.groups).toEqual([['a', 'meili-1']]);
    expect(request.spareNames).toEqual(['b', 'meili-0']);
  });

  test('help wins and names every flag', () => {
    expect(parseFlags(['--nodes', '1', '--help'])).toBe('help');
    const refusal = () => parseFlags(['--unknown']);
    expect(refusal).toThrow(/^--unknown: unknown; the flags are --documents, --document-bytes,/);
    try {
      refusal();
    } catch (error) {
      const named = String(error).match(/--[a-z-]+(?=[,.])/g) ?? [];
      expect(named.length).toBe(12);
      expect(named.filter((flag) => !helpText.includes(`  ${flag} `))).toEqual([]);
    }
  });

  test.each([
    ['--documents 0', '--documents 0: expected a whole number from 1 to 1000g, such as 250'],
    ['--documents 2t', '--documents 2t: expected a whole number from 1 to 1000g, such as 250'],
    ['--documents 1001g', '--documents 1001g: expected a whole number from 1 to 1000g'],
    ['--document-bytes 0.5', '--document-bytes 0.5: expected a whole number from 1 to 1g'],
    ['--document-bytes -1', '--document-bytes -1: expected a whole number from 1 to 1g'],
    ['--nodes 0', '--nodes 0: expected a whole number from 1 to 256.'],
    ['--shards 4097', '--shards 4097: expected a whole number from 1 to 4096.'],
    ['--overhead 0.9', '--overhead 0.9: expected a factor from 1 to 1000, such as 1.5 or 3.'],
    ['--overhead 3x', '--overhead 3x: expected a factor from 1 to 1000, such as 1.5 or 3.'],
    ['--growth 0.5', '--growth 0.5: expected a factor from 1 to 1365, such as 1.5 or 3.'],
    ['--growth much', '--growth much: expected a factor from 1 to 1365, such as 1.5 or 3.'],
    ['--nodes-per-group-max 2', '--nodes-per-group-max 2: expected a whole number from 3 to 4096.'],
    [
      '--growth 2 --nodes-per-group-max 9',
      /^--nodes-per-group-max 9 with --growth 2: .*one of the two/,
    ],
    ['--names a,b', '--names a,b: expected at least 3 names, one for each node'],
    ['--names a,,b', '--names a,,b: expected at least 3 names, one for each node'],
    ['--names a,b,a', '--names a,b,a: expected names that differ; a is there twice.'],
    [
      '--replica-groups 2',
      /^--replication-factor 2 with --replica-groups 2 needs at least 4 nodes/,
    ],
    ['50m', /^50m: unknown; the flags are --documents,/],
    ['--json=yes', '--json yes: this flag takes no value.'],
  ])('%s is refused in one line with what would be right', (flags, reason) => {
    expect(() => parseFlags(flags.split(' '))).toThrow(reason);
    expect(() => parseFlags(flags.split(' '))).not.toThrow('\n');
  });
});
