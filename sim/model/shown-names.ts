import type { IndexConfig } from './index-config.ts';

/** Attributes that messages list, with what they are for: `sortable attributes`. */
interface Listed {
  readonly names: readonly string[];
  /** In `This index does not have configured …`. */
  readonly configured: string;
  /** In `Available … are: …`. */
  readonly available: string;
}

/** The names in a message: those that are not displayed are not told. */
export function listNames({ displayed }: IndexConfig, names: readonly string[]): string {
  const shown = displayed.includes('*') ? names : names.filter((name) => displayed.includes(name));
  return `${shown.join(', ')}${shown.length < names.length ? ', <..hidden-attributes>' : ''}`;
}

/** The sentence of a message that tells which attributes could have been named. */
export function availableNames(config: IndexConfig, listed: Listed): string {
  const list = listNames(config, listed.names);
  if (list === '' || list.startsWith(',')) {
    return `This index does not have configured ${listed.configured}.`;
  }
  return `Available ${listed.available} are: \`${list}\`.`;
}
