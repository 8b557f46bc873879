import { invalidRequest } from '../protocol/api-error.ts';

/** Throws `miroir_reserved_field` if `primaryKey` is a name that belongs to Miroir. */
export function refuseReservedKey(primaryKey: string | null): void {
  if (primaryKey?.startsWith('_miroir_') !== true) return;
  throw invalidRequest(
    'miroir_reserved_field',
    `\`${primaryKey}\` cannot be a primary key: names that begin with \`_miroir_\` belong to Miroir.`,
  );
}
