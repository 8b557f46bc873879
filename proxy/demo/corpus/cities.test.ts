import { expect, test } from 'vitest';
import { cities } from './cities.ts';
import { evenSample } from './corpus.ts';

const all = cities.documents();

test('there are as many places as the demonstration loads, with distinct ids', () => {
  expect(all.length).toBe(cities.demoCount);
  expect(new Set(all.map(({ id }) => id)).size).toBe(135_233);
});

test('a place has its country, kind, population and coordinates', () => {
  expect(all[0]).toEqual({
    id: 3_039_154,
    name: 'El Tarter',
    country: 'AD',
    population: 1052,
    feature: 'PPL',
    _geo: { lat: 42.57952, lng: 1.65362 },
  });
});

test('coordinates are on the globe', () => {
  const lost = all.filter(({ _geo: { lat, lng } }) => Math.abs(lat) > 90 || Math.abs(lng) > 180);
  expect(lost).toEqual([]);
});

test('a sample reaches from the first country to the last', () => {
  const sample = evenSample(all, 1000);
  expect(sample.length).toBe(1000);
  expect(sample[0]?.country).toBe('AF');
  expect(sample.at(-1)?.country).toBe('ZW');
});
