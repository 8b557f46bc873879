import { describe, expect, test } from 'vitest';
import { readMembers } from './members.ts';
import { refuseSettings } from './refused-settings.ts';

function codeOf(body: string): string | undefined {
  try {
    refuseSettings(readMembers(body));
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

describe('settings that Miroir refuses', () => {
  test.each([
    '{"displayedAttributes":["_miroir_shard"]}',
    '{"filterableAttributes":[{"attributePatterns":["a","_miroir*"]}]}',
    '{"sortableAttributes":["_miroir_seq"]}',
    '{"rankingRules":["_miroir_version:asc"]}',
    '{"distinctAttribute":"_miroir_shard"}',
    '{"faceting":{"sortFacetValuesBy":{"_miroir_shard":"count"}}}',
    '{"typoTolerance":{"disableOnAttributes":["_miroir_seq"]}}',
    '{"localizedAttributes":[{"attributePatterns":["_miroir_seq"],"locales":["eng"]}]}',
    '{"embedders":{"a":{"documentTemplate":"{{doc._miroir_seq}}"}}}',
  ])('%s names a hidden field', (body) => {
    expect(codeOf(body)).toBe('miroir_reserved_field');
  });

  test.each([
    '{"nonSeparatorTokens":["@","("]}',
    '{"dictionary":["(("]}',
    '{"dictionary":["(,);"]}',
  ])('%s would make markers searchable', (body) => {
    expect(codeOf(body)).toBe('miroir_not_supported');
  });

  // Seen on Meilisearch v1.21.0: a mask that ends within a character panics in its scheduler.
  test('an api key that would stop the task queue of every node', () => {
    const body = `{"embedders":{"a":{"searchEmbedder":{"apiKey":"${'é'.repeat(10)}"}}}}`;
    expect(codeOf(body)).toBe('invalid_settings_embedders');
  });

  test.each([
    '{"displayedAttributes":["*","a"],"filterableAttributes":["*"],"stopWords":["_miroir_seq","("]}',
    '{"nonSeparatorTokens":["#","a("],"dictionary":["J. R. R.","a(b"],"separatorTokens":["("]}',
    '{"embedders":{"a":{"apiKey":"sk-abc","headers":{"x":"é"}}},"distinctAttribute":null}',
    '{}',
  ])('not %s', (body) => {
    expect(codeOf(body)).toBeUndefined();
  });
});
