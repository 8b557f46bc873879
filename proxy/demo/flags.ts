import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { limits } from '../../engine/limits.ts';
import { checkedArguments, wholeNumber } from '../ctl/command-flags.ts';
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
  const { values } = parseArgs({ args: checkedArguments(argv, flags), options: flags });
  if (values.help) return 'help';
  const options: DemoOptions = {
    port: wholeNumber('--port', values.port, 1, 65_535),
    nodes: wholeNumber('--nodes', values.nodes, 1, 64),
    replicationFactor: wholeNumber('--replication-factor', values['replication-factor'], 1, 64),
    replicaGroups: wholeNumber('--replica-groups', values['replica-groups'], 1, 64),
    shards: wholeNumber('--shards', values.shards, 1, limits.shardsMax),
    corpus: corpusName(values.corpus),
    dataFolder: resolve(values.data),
  };
  checkShape(options);
  return options;
}

function corpusName(text: string): DemoOptions['corpus'] {
  const name = corpora.find((known) => known === text);
  if (name !== undefined) return name;
  throw new Refusal(
    `--corpus ${text}: expected ${corpora.join(', ').replace(/, (\w+)$/, ' or $1')}.`,
  );
}
