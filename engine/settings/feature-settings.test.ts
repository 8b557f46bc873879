import { describe, expect, test } from 'vitest';
import { Features, withFeatures } from '../instance/features.ts';
import { defaultSettings } from './defaults.ts';
import {
  featureDefaults,
  storedSettings,
  textWithinFeatures,
  withFeatureSettings,
} from './feature-settings.ts';
import { readMembers } from './members.ts';
import { applyPatch } from './patch.ts';

const fresh = readMembers(defaultSettings);
const chat =
  '{"description":"d","documentTemplate":"t","documentTemplateMaxBytes":7,"searchParameters":{}}';

function features(on: Parameters<typeof withFeatures>[0]): Features {
  const all = new Features();
  all.replace(withFeatures(on));
  return all;
}

describe('settings that need a feature', () => {
  test('are shown last, in their order, while it is on', () => {
    const stored = JSON.stringify({ vectorStore: 'stable', pagination: {} });
    const shown = (on: Parameters<typeof withFeatures>[0]) =>
      [...readMembers(textWithinFeatures(features(on), stored)).keys()].join(' ');
    expect(shown({})).toBe('pagination');
    expect(shown({ chatCompletions: true })).toBe('pagination chat');
    expect(shown({ chatCompletions: true, vectorStoreSetting: true })).toBe(
      'pagination chat vectorStore',
    );
  });

  test('are kept when nodes do not show them, and stored if they are not as in a fresh index', () => {
    const known = withFeatureSettings(new Map([...fresh, ['chat', chat]]));
    expect(storedSettings(fresh, known)).toBe(`${defaultSettings.slice(0, -1)},"chat":${chat}}`);
    expect(storedSettings(withFeatureSettings(fresh), known)).toBe(defaultSettings);
    expect(storedSettings(fresh, fresh)).toBe(defaultSettings);
  });

  test('change member by member, and go back to what they were with null', () => {
    const view = withFeatureSettings(new Map([['chat', chat]]));
    const after = (text: string) => applyPatch(view, new Map([['chat', text]])).get('chat');
    expect(after('null')).toBe(featureDefaults.get('chat'));
    expect(after('{"description":"e","documentTemplateMaxBytes":null}')).toBe(
      '{"description":"e","documentTemplate":"t","documentTemplateMaxBytes":400,"searchParameters":{}}',
    );
    expect(after('{"searchParameters":{"limit":3}}')).toContain('"searchParameters":{"limit":3}');
    expect(applyPatch(view, new Map([['vectorStore', '"stable"']])).get('vectorStore')).toBe(
      '"stable"',
    );
  });
});
