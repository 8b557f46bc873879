import { type Setting, settings } from './setting-paths.ts';
import { variableOf } from './sources.ts';

/** What `--help` prints: every flag and every setting, straight from the schema. */
export function helpText(): string {
  const lines = [...settings.values()].flatMap(settingLines);
  return [...introduction, ...lines, ''].join('\n');
}

const introduction = [
  'Makes several Meilisearch nodes answer as one.',
  '',
  'Usage: miroir [--config FILE] [--port PORT] [--bind ADDRESS] [--set KEY=VALUE]...',
  '              [--import-dump FILE [--ignore-missing-dump] [--ignore-dump-if-db-exists]]',
  '       miroir --help | --version',
  '',
  'Settings come from their defaults, then from a YAML file, then from the environment, then from',
  'flags; the last one wins. The file is the one named by --config, or else the first of miroir.yaml,',
  'miroir.yml, config/miroir.yaml and /etc/miroir/config.yaml. A variable is named after its key, as',
  `${variableOf('server.port')} is after server.port; MIROIR_ADMIN_API_KEY stands for admin.api_key. Lists are`,
  'given as YAML or JSON.',
  '',
  'Settings:',
  '',
];

function settingLines(setting: Setting): string[] {
  const { key, description, right, secret, kind } = setting;
  const isRequired = secret || setting.fallback === undefined || kind === 'structure';
  const state = isRequired ? 'required' : `default ${JSON.stringify(setting.fallback)}`;
  return [`  ${key}`, `      ${description}`, `      ${right}; ${state}`];
}
