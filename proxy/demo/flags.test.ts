import { describe, expect, test } from 'vitest';
import { helpText, parseFlags } from './flags.ts';

describe('the command line of the demonstration', () => {
  test('without flags, everything has its default', () => {
    expect(parseFlags([])).toEqual({
      port: 7700,
      nodes: 3,
      replicationFactor: 2,
      replicaGroups: 1,
      shards: 16,
      corpus: 'wordnet',
      dataFolder: expect.stringMatching(/[/\\]\.miroir[/\\]demo$/),
    });
  });

  test('every flag is taken, with a space or an equals sign', () => {
    const flags = '--port 7800 --nodes=6 --replication-factor 3 --replica-groups=2 --shards 64';
    expect(parseFlags([...flags.split(' '), '--corpus=cities', '--data', '/data/demo'])).toEqual({
      port: 7800,
      nodes: 6,
      replicationFactor: 3,
      replicaGroups: 2,
      shards: 64,
      corpus: 'cities',
      dataFolder: '/data/demo',
    });
  });

  test('help wins and names every flag', () => {
    expect(parseFlags(['--port', '1', '--help'])).toBe('help');
    expect(helpText).toMatch(/--port.*--nodes.*--replication-factor.*--replica-groups/s);
    expect(helpText).toMatch(/--shards.*--corpus.*--data.*--help/s);
  });

  test.each([
    [['--node', '3'], /^--node: unknown; the flags are --port, --nodes,/],
    [['-n', '3'], /^-n: unknown/],
    [['start'], /^start: unknown/],
    [['--port'], '--port: a value is missing, as in --port=VALUE.'],
    [['--port', '--nodes', '3'], '--port: a value is missing, as in --port=VALUE.'],
    [['--data='], '--data: a value is missing, as in --data=VALUE.'],
    [['--help=yes'], '--help yes: this flag takes no value.'],
    [['--port', '70000'], '--port 70000: expected a whole number from 1 to 65535.'],
    [['--port', '-1'], '--port -1: expected a whole number from 1 to 65535.'],
    [['--port=-1'], '--port -1: expected a whole number from 1 to 65535.'],
    [['--nodes', '0'], '--nodes 0: expected a whole number from 1 to 64.'],
    [['--nodes', '2.5'], '--nodes 2.5: expected a whole number from 1 to 64.'],
    [['--nodes', '0x3'], '--nodes 0x3: expected a whole number from 1 to 64.'],
    [['--shards', '4097'], '--shards 4097: expected a whole number from 1 to 4096.'],
    [['--corpus', 'bible'], '--corpus bible: expected wordnet, cities or none.'],
  ])('%j is refused with the reason', (argv, reason) => {
    expect(() => parseFlags(argv)).toThrow(reason);
  });

  test('too few nodes for the copies are refused with the number needed', () => {
    expect(() => parseFlags(['--nodes', '3', '--replica-groups', '2'])).toThrow(
      /--replication-factor 2 with --replica-groups 2 needs at least 4 nodes .* --nodes is 3\.$/,
    );
  });
});
