import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { limits } from '../../engine/limits.ts';
import type { CorpusName } from './corpus/corpus.ts';
import { checkShape, type FleetShape } from './fleet-state.ts';
import { projectFolder } from './project-folder.ts';
import { Refusal } from './refusal.ts';

/** What `npm start` was asked for, complete and checked. */
export interface DemoOptions extends FleetShape {
  readonly port: number;
  readonly shards: number;
  readonly corpus: CorpusName | 'none';
  readonly dataFolder: string;
}

export const helpText = `Starts a fleet of real Meilisearch nodes with Miroir in front of it, and fills it.

  npm start -- [flags]

  --port PORT               where Miroir serves on 127.0.0.1       (7700)
  --nodes COUNT             Meilisearch nodes                      (3)
  --replication-factor N    copies of each shard in a group        (2)
  --replica-groups N        groups, each with a full copy          (1)
  --shards COUNT            shards of a new index                  (16)
  --corpus NAME             wordnet, cities or none                (wordnet)
  --data FOLDER             what is kept there is continued with   (.miroir/demo)
  --help                    this text

Keys: MIROIR_MASTER_KEY and MIROIR_ADMIN_API_KEY replace the demonstration's own.
Meilisearch: MIROIR_MEILISEARCH_BIN, else \`meilisearch\` on the PATH, else the npm package's.
`;

const corpora = ['wordnet', 'cities', 'none'] as const;

const flags = {
  port: { type: 'string', default: '7700' },
  nodes: { type: 'string', default: '3' },
  'replication-factor': { type: 'string', default: '2' },
  'replica-groups': { type: 'string', default: '1' },
  shards: { type: 'string', default: '16' },
  corpus: { type: 'string', default: 'wordnet' },
  data: { type: 'string', default: join(projectFolder, '.miroir', 'demo') },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line. Throws a {@link Refusal} that names the flag, its value and what would
 * be right.
 */
export function parseFlags(argv: readonly string[]): DemoOptions | 'help' {
  checkNames(argv);
  const { values } = parseArgs({ args: [...argv], options: flags });
  if (values.help) return 'help';
  const options: DemoOptions = {
    port: whole('--port', values.port, 1, 65_535),
    nodes: whole('--nodes', values.nodes, 1, 64),
    replicationFactor: whole('--replication-factor', values['replication-factor'], 1, 64),
    replicaGroups: whole('--replica-groups', values['replica-groups'], 1, 64),
    shards: whole('--shards', values.shards, 1, limits.shardsMax),
    corpus: corpusName(values.corpus),
    dataFolder: resolve(values.data),
  };
  checkShape(options);
  return options;
}

/** What `parseArgs` would refuse as well, but in words of its own. */
function checkNames(argv: readonly string[]): void {
  const { tokens } = parseArgs({ args: [...argv], options: flags, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') throw new Refusal(`${token.value}: ${flagsOnly}`);
    if (token.kind !== 'option') continue;
    const flag = Object.entries(flags).find(([name]) => name === token.name)?.[1];
    if (flag === undefined) throw new Refusal(`${token.rawName}: ${flagsOnly}`);
    const isValueMissing = token.value === undefined || token.value.startsWith('--');
    if (flag.type === 'string' && (isValueMissing || token.value === '')) {
      throw new Refusal(`${token.rawName}: a value is missing, as in ${token.rawName}=VALUE.`);
    }
    if (flag.type === 'boolean' && token.value !== undefined) {
      throw new Refusal(`${token.rawName} ${token.value}: this flag takes no value.`);
    }
  }
}

const flagNames = Object.keys(flags).map((name) => `--${name}`);
const flagsOnly = `unknown; the flags are ${flagNames.join(', ')}.`;

function whole(flag: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Refusal(`${flag} ${text}: expected a whole number from ${min} to ${max}.`);
}

function corpusName(text: string): DemoOptions['corpus'] {
  const name = corpora.find((known) => known === text);
  if (name !== undefined) return name;
  throw new Refusal(
    `--corpus ${text}: expected ${corpora.join(', ').replace(/, (\w+)$/, ' or $1')}.`,
  );
}
