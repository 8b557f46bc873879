import { expect, test } from 'vitest';
import { normalizeFacet } from '../facet-text.ts';
import { searchedForm } from './searched-form.ts';

test.each([
  ['Éclair', 'eclair'],
  ['Bœuf', 'boeuf'],
  ['Đà Nẵng', 'da nang'],
  ['ılık', 'ilik'],
  ['l’été', "l'ete"],
  ['‘“', '‘“'],
  ['Ёлка', 'е\u0308лка'],
  ['Σας', 'σασ'],
  ['ςα', 'ςα'],
  ['أمـة', 'امه'],
  ['שׁלום', 'שלום'],
  ['カタ', 'かた'],
  ['ガ', 'か\u3099'],
  ['कि', 'कि'],
  ['a\u0000b\tc', 'ab\tc'],
])('%s is looked for as %s', (value, form) => {
  expect(searchedForm(normalizeFacet(value))).toBe(form);
});
