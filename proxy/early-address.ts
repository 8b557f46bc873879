import { existsSync } from 'node:fs';
import { readCommandLine } from './config/command-line.ts';
import { defaultBind, defaultPort, searchPath } from './config/defaults.ts';

/**
 * Where the program will surely listen, as far as that can be told without reading a configuration
 * file: undefined when there is one, or when the program is not asked to run.
 */
export function earlyAddress(
  commandArguments: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { port: number; bind: string } | undefined {
  const commandLine = readCommandLine(commandArguments);
  const isPlain = commandLine.wants === 'run' && commandLine.refusals.length === 0;
  if (!isPlain || commandLine.file !== undefined || searchPath.some(existsSync)) return undefined;
  const flag = (key: string): string | undefined =>
    commandLine.flags.findLast((candidate) => candidate.key === key)?.text;
  const port = flag('server.port') ?? environment['MIROIR_SERVER__PORT'] ?? String(defaultPort);
  const bind = flag('server.bind') ?? environment['MIROIR_SERVER__BIND'] ?? defaultBind;
  // Whatever is wrong is said by the configuration, in full.
  return /^[1-9]\d{0,4}$/.test(port) ? { port: Number(port), bind } : undefined;
}
