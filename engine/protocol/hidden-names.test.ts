import { expect, test } from 'vitest';
import { disguiseMarkers, revealMarkers } from './hidden-names.ts';
import { markerNames } from './markers.ts';

const filter = `year > 1 AND (${markerNames.map((name) => `${name} = 1`).join(' OR ')})`;

test('no marker shows in a disguised text, which is as long as before', () => {
  const disguised = disguiseMarkers(filter);
  expect(markerNames.filter((name) => disguised.includes(name))).toEqual([]);
  expect(disguised).toContain('year > 1 AND (');
  expect(disguised).toHaveLength(filter.length);
});

test('a disguise is lifted', () => {
  expect(revealMarkers(disguiseMarkers(filter))).toBe(filter);
});
