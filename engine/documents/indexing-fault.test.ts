import { expect, test } from 'vitest';
import type { EngineContext } from '../context.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { testStore } from '../testing/store.ts';
import { indexingFault } from './indexing-fault.ts';
import { readPayload } from './payload/read-payload.ts';
import { placeDocuments } from './placed-documents.ts';

const place = '"_geo":{"lat":1,"lng":2}';
const geoIndex = withSettings('"sortableAttributes":[]', '"sortableAttributes":["_geo"]');

// Which documents are at fault, and which of them is named, is as Meilisearch v1.21 has it.
test.each([
  ['POST', `[{"id":1,"_geo":"a"},{"id":1,${place}}]`, undefined],
  ['POST', `[{"id":1,${place}},{"id":"1","_geo":"a"}]`, '"a"'],
  ['POST', '[{"id":1,"_geo":"a"},{"id":1}]', undefined],
  ['POST', '[{"id":1,"_geo":"a"},{"id":2,"_geo":"b"}]', '"a"'],
  ['POST', '[{"id":1,"_geo":"a"},{"id":2,"_geo":"b"},{"id":1,"_geo":"c"}]', '"b"'],
  ['PUT', '[{"id":1,"_geo":"a"},{"id":1,"t":2}]', '"a"'],
  ['PUT', '[{"id":1,"_geo":"a"},{"id":1,"_geo":null}]', undefined],
  ['PUT', '[{"id":1},{"id":2,"_geo":"b"},{"id":1,"_geo":"c"}]', '"c"'],
  ['POST', '[{"id":1,"n":1e400},{"id":2,"_geo":"b"}]', '"b"'],
  ['POST', '[{"id":1,"n":1e400,"_geo":[1e400]},{"id":2,"_geo":"b"}]', 'line 1 column 6'],
  ['POST', '[{"id":1,"n":1e400}]', 'line 1 column 5'],
] as const)('what is at fault under %s in %s', async (method, payload, named) => {
  const message = await faultOf(contextWith(geoIndex), payload, method);
  if (named === undefined) expect(message).toBeUndefined();
  else expect(message).toMatch(new RegExp(`^Index \`movies\`: .*${named}[\`.]*$`));
});

test.each([
  ['"filterableAttributes":["title","_geo"]', true],
  ['"filterableAttributes":[{"attributePatterns":["*"]},"_geo"]', true],
  ['"filterableAttributes":[{"attributePatterns":["_geo"]}]', false],
  ['"filterableAttributes":["*","_geo*","_geo.lat"]', false],
])('under %s places are indexed: %s', async (filterable, isIndexed) => {
  const context = contextWith(withSettings('"filterableAttributes":[]', filterable));
  const message = await faultOf(context, '[{"id":1,"_geo":1}]', 'POST');
  expect(message !== undefined).toBe(isIndexed);
});

function withSettings(initial: string, changed: string): string {
  return defaultSettings.replace(initial, changed);
}

function contextWith(settings: string): EngineContext {
  const { ports } = testPorts(() => ({ kind: 'reply', status: 404, body: '' }), testStore());
  return testContext(ports, [testIndex({ settings })]);
}

async function faultOf(
  context: EngineContext,
  text: string,
  method: 'POST' | 'PUT',
): Promise<string | undefined> {
  const payload = readPayload({ contentType: 'json', csvDelimiter: ',', text });
  const placed = placeDocuments(payload, 'id', testIndex());
  if (!placed.ok) throw placed.error;
  const { doubtful } = payload;
  const error = await indexingFault(context, {
    ...placed,
    uid: 'movies',
    name: 'movies',
    method,
    doubtful,
  });
  return error?.message;
}
