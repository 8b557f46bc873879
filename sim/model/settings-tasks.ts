import { compareCodePoints } from '../../engine/base/order.ts';
import { invalidRequest } from '../../engine/protocol/api-error.ts';
import { type Members, readMembers, writeMembers } from '../../engine/settings/members.ts';
import { applyPatch } from '../../engine/settings/patch.ts';
import { strings } from '../../engine/settings/printing.ts';
import { settingOf } from '../../engine/settings/setting-names.ts';
import { longLocale } from './locales.ts';
import { createTokenizer } from './ranking/tokenizer.ts';
import { wordSizeFault } from './settings-shapes.ts';

/** The settings of an index after a change; throws what they cannot be together. */
export function settingsAfter(indexUid: string, settings: Members, patch: Members): Members {
  const next = applyPatch(settings, patch);
  const { minWordSizeForTypos, ...typos } = JSON.parse(settingOf(next, 'typoTolerance'));
  const fault = wordSizeFault(minWordSizeForTypos.oneTypo, minWordSizeForTypos.twoTypos);
  if (fault !== undefined) {
    throw invalidRequest('invalid_settings_typo_tolerance', `Index \`${indexUid}\`: ${fault}`);
  }
  if (patch.has('typoTolerance')) {
    const words: readonly string[] = typos.disableOnWords;
    const disableOnWords = [...new Set(words.map(fold))].toSorted(compareCodePoints);
    const members = readMembers(settingOf(next, 'typoTolerance'));
    members.set('disableOnWords', JSON.stringify(disableOnWords));
    next.set('typoTolerance', writeMembers(members));
  }
  if (patch.has('synonyms') && !hasSynonyms(next)) next.set('synonyms', '{}');
  if (patch.has('localizedAttributes')) {
    const text = settingOf(next, 'localizedAttributes');
    next.set('localizedAttributes', JSON.stringify(JSON.parse(text, withLongLocales)));
  }
  return next;
}

/** Whether any of the synonyms has words on both sides; if none has, they are not kept. */
function hasSynonyms(settings: Members): boolean {
  const list = (name: string): string[] => strings(settingOf(settings, name));
  const tokenize = createTokenizer({
    stopWords: list('stopWords'),
    separatorTokens: list('separatorTokens'),
    nonSeparatorTokens: list('nonSeparatorTokens'),
    dictionary: list('dictionary'),
  });
  const hasWords = (text: string): boolean => tokenize(text).some(({ kind }) => kind === 'word');
  return [...readMembers(settingOf(settings, 'synonyms'))].some(
    ([word, others]) => hasWords(word) && strings(others).some(hasWords),
  );
}

function fold(word: string): string {
  return word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

function withLongLocales(name: string, value: unknown): unknown {
  const isList = name === 'locales' && Array.isArray(value);
  return isList ? value.map((locale) => longLocale(String(locale))) : value;
}
