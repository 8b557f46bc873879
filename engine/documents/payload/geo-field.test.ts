import { describe, expect, test } from 'vitest';
import { geoFault, geoField, isGeoDoubtful } from './geo-field.ts';

const latitudeIs = (printed: string): string =>
  `Could not parse latitude in the document with the id: \`"7"\`. Was expecting a finite number but instead got \`${printed}\`.`;
const unexpected = (printed: string): string =>
  `The \`_geo\` field in the document with the id: \`"7"\` contains the following unexpected fields: \`${printed}\`.`;
const notAnObject = (printed: string): string =>
  `The \`_geo\` field in the document with the id: \`"7"\` is not an object. Was expecting an object with the \`_geo.lat\` and \`_geo.lng\` fields but instead got \`${printed}\`.`;
const missingBoth =
  'Could not find latitude nor longitude in the document with the id: `"7"`. Was expecting `_geo.lat` and `_geo.lng` fields.';
const missingLatitude =
  'Could not find latitude in the document with the id: `"7"`. Was expecting a `_geo.lat` field.';
const missingLongitude =
  'Could not find longitude in the document with the id: `"7"`. Was expecting a `_geo.lng` field.';

// Every expectation is what Meilisearch v1.21 said, after "Index `…`: ".
describe('what is no place', () => {
  test.each([
    ['"nowhere"', notAnObject('"nowhere"')],
    ['1.50', notAnObject('1.5')],
    ['false', notAnObject('false')],
    ['[{"lat": 1, "lng": 2}]', notAnObject('[{"lat":1,"lng":2}]')],
    ['{}', missingBoth],
    ['{"extra":3}', missingBoth],
    ['{"lat":null}', missingLongitude],
    ['{"lat":"x","extra":3}', missingLongitude],
    ['{"Lat":1,"lng":2}', missingLatitude],
    [
      '{"lat":1,"lng":null}',
      'Could not parse longitude in the document with the id: `"7"`. Was expecting a finite number but instead got `null`.',
    ],
    [
      '{"lng":{},"lat":{"a":1.50}}',
      'Could not parse latitude nor longitude in the document with the id: `"7"`. Was expecting finite numbers but instead got `{"a":1.5}` and `{}`.',
    ],
  ])('%s', (geo, fault) => {
    expect(geoFault(geo, '7')).toBe(fault);
  });
});

test.each([
  ['{"lat":"x","lng":2,"extra":3}', '{"extra":3}'],
  ['{"a":1,"b":2,"lat":1,"lng":2,"c":3}', '{"a":1,"b":2,"c":3}'],
  ['{"lng":1,"a":1,"b":2,"c":3,"lat":3}', '{"c":3,"a":1,"b":2}'],
  ['{"lat":3,"a":1,"b":2,"c":3,"d":4,"lng":1,"lat":5}', '{"d":4,"a":1,"b":2,"c":3}'],
  ['{"a":1,"lat":1,"b":2,"lng":2,"c":3,"a":4}', '{"a":4,"c":3,"b":2}'],
  [
    String.raw`{"lat":3,"lng":1,"k":1.0,"f":1e2,"s":"\u00e9\n\/","deep":{"lat":1}}`,
    String.raw`{"deep":{"lat":1},"s":"é\n/","k":1.0,"f":100.0}`,
  ],
])('%s has more members than a place', (geo, printed) => {
  expect(geoFault(geo, '7')).toBe(unexpected(printed));
});

test.each([
  [String.raw`"\u0033"`, undefined],
  ['"+3"', undefined],
  ['"-.5e-3"', undefined],
  ['"5."', undefined],
  ['"1E+2"', undefined],
  ['-0', undefined],
  ['18446744073709551616', undefined],
  ['true', 'true'],
  ['[1.0]', '[1.0]'],
  ['""', '""'],
  ['" 3"', '" 3"'],
  [String.raw`"1\n"`, String.raw`"1\n"`],
  ['"0x10"', '"0x10"'],
  ['"1,5"', '"1,5"'],
  ['"."', '"."'],
  ['"-"', '"-"'],
  ['"1e"', '"1e"'],
  ['".e1"', '".e1"'],
  ['"٣"', '"٣"'],
  ['"inf"', '"inf"'],
  ['"NaN"', '"NaN"'],
  ['"1e400"', '"1e400"'],
  [String.raw`"\u00e9\u0001\""`, String.raw`"é\u0001\""`],
])('the latitude %s', (latitude, printed) => {
  const fault = printed === undefined ? undefined : latitudeIs(printed);
  expect(geoFault(`{"lat":${latitude},"lng":1}`, '7')).toBe(fault);
});

test.each([
  'null',
  '{ "lat" : 1 , "lng" : 2 }',
  '{"lng":-1000,"lat":1000}',
  '{"lat":1e300,"lng":"181"}',
  '{"lat":"x","lat":2,"lng":3}',
])('%s is accepted', (geo) => {
  expect(geoFault(geo, '7')).toBeUndefined();
});

test.each([
  ['{"id":1,"_geo" : {"lat":1}}', '{"lat":1}'],
  [String.raw`{"id":1,"_ge\u006F":3}`, '3'],
  [String.raw`{"id":1,"\u005fgeo":3}`, '3'],
  ['{"_geo":1,"_geo":null}', 'null'],
  ['{"id":1,"a":{"_geo":1},"t":"_geo","_geo.lat":"x"}', undefined],
  ['{"id":1}', undefined],
])('the place of %s', (document, geo) => {
  expect(geoField(document)).toBe(geo);
});

test.each([
  '{"id":1}',
  '{"id":1,"_geo":{"lat":48.85,"lng":-2}}',
  '{"id":1,"_geo": { "lng": "2.3", "lat": 1 }}',
  '{"_geo":null}',
  String.raw`{"id":1,"a":"\u00e9"}`,
])('%s needs no closer look', (document) => {
  expect(isGeoDoubtful(document)).toBe(false);
});

test.each([
  '{"_geo":"nowhere"}',
  '{"_geo":{"lat":1}}',
  '{"_geo":{"lat":1,"lat":2}}',
  '{"_geo":{"lat":1,"lng":2,"extra":3}}',
  '{"_geo" : 1}',
  '{"_geo":{"lat":1,"lng":2},"_geo":1}',
  '{"a":{"_geo":{"lat":1,"lng":2}},"_geo":1}',
  String.raw`{"_geo":{"lat":1,"lng":2},"_ge\u006f":1}`,
  String.raw`{"\u005Fgeo":1}`,
])('%s does', (document) => {
  expect(isGeoDoubtful(document)).toBe(true);
});
