import { parseArgs } from 'node:util';
import { compareServers } from './comparison.ts';
import { startComparedServers } from './compared-servers.ts';
import { themes } from './themes.ts';

const help = `npm run compare -- [options] [PART OF A NAME]...

Sends the requests of the differential test to Miroir over three nodes and to one Meilisearch, and
prints where the answers differ. Without names: every theme; else those whose name contains one,
and the indexes that they ask about.

  --show N    print at most N differences of a theme (default 5)
  --list      print the names of all themes

Exit code 1: something differs.
`;
const preparations = /an index to ask about|preparation|preparing the searches/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    show: { type: 'string', default: '5' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(help);
else if (values.list) process.stdout.write(themes.map(({ name }) => `${name}\n`).join(''));
else await compareThemes();

async function compareThemes(): Promise<void> {
  const servers = await startComparedServers();
  process.once('SIGINT', () => void servers.stop().then(() => process.exit(130)));
  for (const { name, requests } of themes.filter((theme) => isWanted(theme.name))) {
    const report = await compareServers(servers.oracle, servers.miroir, requests);
    const needless = report.needlessExceptions.map((one) => `does not differ any more: ${one}`);
    const differences = [...report.differences, ...needless];
    process.stdout.write(`${name}: ${requests.length} requests, ${differences.length} differ\n`);
    for (const one of differences.slice(0, Number(values.show))) process.stdout.write(`${one}\n\n`);
    if (differences.length > 0) process.exitCode = 1;
  }
  await servers.stop();
}

function isWanted(name: string): boolean {
  if (positionals.length === 0 || preparations.test(name)) return true;
  return positionals.some((part) => name.includes(part));
}
