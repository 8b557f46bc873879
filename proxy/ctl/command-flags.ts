import { parseArgs } from 'node:util';
import { Refusal } from '../demo/refusal.ts';

/** The flags of a command, as `parseArgs` takes them. */
export type FlagDefinitions = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

/**
 * The arguments with an equals sign between each flag and its value, so that `parseArgs` takes values
 * that start with a dash. Throws a {@link Refusal} for an unknown flag, a missing value and a value
 * too many: what `parseArgs` would refuse as well, but in words of its own.
 */
export function checkedArguments(argv: readonly string[], flags: FlagDefinitions): string[] {
  const flagNames = Object.keys(flags).map((name) => `--${name}`);
  const flagsOnly = `unknown; the flags are ${flagNames.join(', ')}.`;
  const { tokens } = parseArgs({ args: [...argv], options: flags, strict: false, tokens: true });
  return tokens.flatMap((token) => {
    if (token.kind === 'positional') throw new Refusal(`${token.value}: ${flagsOnly}`);
    if (token.kind !== 'option') return [];
    const flag = Object.entries(flags).find(([name]) => name === token.name)?.[1];
    if (flag === undefined) throw new Refusal(`${token.rawName}: ${flagsOnly}`);
    const isValueMissing = token.value === undefined || token.value.startsWith('--');
    if (flag.type === 'string' && (isValueMissing || token.value === '')) {
      throw new Refusal(`${token.rawName}: a value is missing, as in ${token.rawName}=VALUE.`);
    }
    if (flag.type === 'boolean' && token.value !== undefined) {
      throw new Refusal(`${token.rawName} ${token.value}: this flag takes no value.`);
    }
    return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
  });
}

/** The whole number that `text` is. Throws a {@link Refusal} unless it is from `min` to `max`. */
export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Refusal(`${flag} ${text}: expected a whole number from ${min} to ${max}.`);
}
