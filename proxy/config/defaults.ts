// What has to be known before the configuration is loaded.

export const defaultPort = 7700;
export const defaultBind = '0.0.0.0';

/** Where a configuration file is looked for, unless one is named. */
export const searchPath: readonly string[] = [
  'miroir.yaml',
  'miroir.yml',
  'config/miroir.yaml',
  '/etc/miroir/config.yaml',
];
