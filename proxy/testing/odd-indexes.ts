/** An index with contents that are easily lost on the way. */
export interface OddIndex {
  readonly uid: string;
  readonly primaryKey: string | null;
  readonly settings: string | null;
  /** Payloads as exact text, sent one after another. */
  readonly payloads: readonly string[];
}

/** Big numbers, nested fields, places, vectors, synonyms, an empty index, one without a primary key. */
const oddIndexes: readonly OddIndex[] = [
  {
    uid: 'numbers',
    primaryKey: 'id',
    settings: null,
    payloads: [
      '[{"id":9007199254740993,"big":18446744073709551615,"small":-9223372036854775808},' +
        '{"id":2,"fraction":1.10,"exponent":1e22,"tiny":5e-324},{"id":1,"zero":-0.0}]',
    ],
  },
  {
    uid: 'nested',
    primaryKey: 'key.id',
    settings: '{"filterableAttributes":["a.b"],"sortableAttributes":["a.c"]}',
    payloads: [
      '[{"key":{"id":"one"},"a":{"b":[1,{"x":null}],"c":"ä\\u0001\\ud83d\\ude00"},"":""},' +
        '{"key":{"id":"two"},"a":[],"_geo":{"lat":"48.1","lng":11.5}}]',
      '[{"key":{"id":"zero"},"a":{"d":{"e":{"f":[[[]]]}}}}]',
    ],
  },
  {
    uid: 'vectors',
    primaryKey: null,
    settings:
      '{"embedders":{"mine":{"source":"userProvided","dimensions":2}},"synonyms":{"a":["b","c"],"b":["a"]},' +
      '"stopWords":["the","a"],"displayedAttributes":["title"],"pagination":{"maxTotalHits":7},' +
      '"faceting":{"maxValuesPerFacet":3},"typoTolerance":{"disableOnWords":["x"]},"distinctAttribute":"title"}',
    payloads: [
      '[{"id":1,"title":"a","_vectors":{"mine":[0.1,2]}},' +
        '{"id":2,"_vectors":{"mine":{"regenerate":false,"embeddings":[[1.5,0.25],[3,4]]}}},' +
        '{"id":3,"_vectors":{"mine":null,"other":[1,2.50]}},' +
        '{"id":4,"_vectors":{"mine":{"regenerate":true,"embeddings":[7,8]}}}]',
    ],
  },
  { uid: 'empty', primaryKey: 'sku', settings: '{"rankingRules":["typo","words"]}', payloads: [] },
  { uid: 'keyless', primaryKey: null, settings: null, payloads: [] },
  {
    uid: 'many',
    primaryKey: 'id',
    settings: '{"searchableAttributes":["title"],"sortableAttributes":["rank"]}',
    // In an order that no field of theirs tells.
    payloads: Array.from({ length: 5 }, (_, payload) =>
      JSON.stringify(
        Array.from({ length: 500 }, (_document, place) => ({
          id: ((payload * 500 + place) * 7919) % 2500,
          title: `title ${place % 7}`,
          rank: place % 5,
        })),
      ),
    ),
  },
];

/** Sends one request line with a body, and waits for the end of its task. */
export type Write = (line: string, body: string) => Promise<unknown>;

/** Fills a server with the {@link oddIndexes}; some documents are replaced, updated and deleted. */
export async function fillWithOddities(write: Write): Promise<void> {
  for (const { uid, primaryKey, settings, payloads } of oddIndexes) {
    await write('POST /indexes', JSON.stringify({ uid, primaryKey }));
    if (settings !== null) await write(`PATCH /indexes/${uid}/settings`, settings);
    for (const payload of payloads) await write(`POST /indexes/${uid}/documents`, payload);
  }
  await write('POST /indexes/many/documents', '[{"id":42,"title":"replaced","rank":1}]');
  await write('PUT /indexes/many/documents', '[{"id":43,"rank":9.50}]');
  await write('POST /indexes/many/documents/delete-batch', '[7,8,"9",100000]');
  await write('POST /indexes/many/documents/delete', '{"filter":"unknown = 1"}');
  await write('POST /indexes/failing/documents', '[{"no":"id"}]');
}

/** Everything that must be the same on both sides, as exact text by what was asked. */
export async function contentOf(
  ask: (line: string, body?: string) => Promise<string>,
): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for (const { uid } of [...oddIndexes, { uid: 'failing' }]) {
    for (const what of ['settings', 'documents?limit=3000&retrieveVectors=true']) {
      content[`${uid}/${what}`] = await ask(`GET /indexes/${uid}/${what}`);
    }
    const search = '{"q":"title","limit":1000,"showRankingScore":true}';
    const hits = await ask(`POST /indexes/${uid}/search`, search);
    content[`${uid}/search`] = hits.replace(/"processingTimeMs":\d+/, '');
  }
  return content;
}

/** What is told of every index, but when it was last changed: an import is a change. */
export async function indexList(ask: (line: string) => Promise<string>): Promise<string> {
  const list = await ask('GET /indexes?limit=100');
  return list.replaceAll(/,"updatedAt":"[^"]*"/g, '');
}
