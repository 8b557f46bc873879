import { type Configuration, readConfiguration } from '../configuration.ts';

/** Everything that must be secret. */
export const keys = {
  MIROIR_MASTER_KEY: 'client-key',
  MIROIR_NODE_MASTER_KEY: 'node-key',
  MIROIR_ADMIN_API_KEY: 'admin-key',
};

/** A file that is complete but for the keys. */
export const twoNodes = `
nodes:
  - { id: meili-0, address: "http://meili-0:7700" }
  - { id: meili-1, address: "http://meili-1:7700/", replica_group: 0 }
`;

/** What a test gives; the rest is empty. */
export interface Given {
  readonly file?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
}

/** Reads what is given, with all keys unless an environment is. */
export function read(given: Given = {}): Configuration {
  const files: Readonly<Record<string, string>> = {
    'miroir.yaml': given.file ?? '',
    ...given.files,
  };
  return readConfiguration({
    arguments: given.arguments ?? [],
    environment: given.environment ?? keys,
    readFile: (path) => files[path],
  });
}
