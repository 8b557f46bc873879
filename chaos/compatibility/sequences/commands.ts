import fc from 'fast-check';
import {
  type ClientRequest,
  describeRequest,
  get,
  patch,
  plain,
  post,
  put,
  remove,
} from '../client-request.ts';
import type { TwoServers } from './two-servers.ts';

/** Nothing: what is right, the other server knows. */
type Nothing = Record<string, never>;

class SendRequest implements fc.AsyncCommand<Nothing, TwoServers> {
  readonly #request: ClientRequest;

  constructor(request: ClientRequest) {
    this.#request = request;
  }

  check(): boolean {
    return true;
  }

  async run(_model: Nothing, servers: TwoServers): Promise<void> {
    await servers.compare(this.#request);
  }

  toString(): string {
    return describeRequest(this.#request);
  }
}

const kinds = ['red', 'green', 'blue'] as const;
const words = ['river', 'mountain', 'captain', 'garden', 'winter'] as const;

/** Commands about the indexes of one sequence, which no other sequence names. */
export function commandsFor(
  names: readonly string[],
): fc.Arbitrary<Iterable<fc.AsyncCommand<Nothing, TwoServers>>> {
  const requests = [...writesTo(names), ...readsOf(names)];
  const commands = requests.map((one) => one.map((request) => new SendRequest(request)));
  return fc.commands(commands, { maxCommands: 40, size: 'max' });
}

function writesTo(names: readonly string[]): readonly fc.Arbitrary<ClientRequest>[] {
  const name = fc.constantFrom(...names);
  const documents = fc.array(wholeDocument, { minLength: 1, maxLength: 5 });
  const parts = fc.array(partOfDocument, { minLength: 1, maxLength: 4 });
  const filter = fc.oneof(
    fc.constantFrom(...kinds).map((kind) => `kind = ${kind}`),
    fc.integer({ min: 0, max: 9 }).map((rank) => `rank > ${rank}`),
  );
  const pair = fc.tuple(name, name);
  return [
    fc
      .tuple(name, fc.constantFrom(undefined, 'id', 'words'))
      .map(([uid, primaryKey]) => post('/indexes', { uid, primaryKey })),
    fc.tuple(name, documents).map(([uid, load]) => post(`/indexes/${uid}/documents`, load)),
    fc.tuple(name, documents).map(([uid, load]) => post(`/indexes/${uid}/documents`, load)),
    fc.tuple(name, parts).map(([uid, load]) => put(`/indexes/${uid}/documents`, load)),
    fc.tuple(name, ids).map(([uid, gone]) => post(`/indexes/${uid}/documents/delete-batch`, gone)),
    fc.tuple(name, id).map(([uid, one]) => remove(`/indexes/${uid}/documents/${one}`)),
    fc
      .tuple(name, filter)
      .map(([uid, text]) => post(`/indexes/${uid}/documents/delete`, { filter: text })),
    fc.tuple(name, settings).map(([uid, change]) => patch(`/indexes/${uid}/settings`, change)),
    name.map((uid) => remove(`/indexes/${uid}/settings`)),
    name.map((uid) => remove(`/indexes/${uid}/documents`)),
    name.map((uid) => remove(`/indexes/${uid}`)),
    pair.map((indexes) => post('/swap-indexes', [{ indexes }])),
    pair.map(([uid, other]) => patch(`/indexes/${uid}`, { uid: other })),
    name.map((uid) => patch(`/indexes/${uid}`, { primaryKey: 'id' })),
  ];
}

function readsOf(names: readonly string[]): readonly fc.Arbitrary<ClientRequest>[] {
  const name = fc.constantFrom(...names);
  const search = fc.record(
    {
      q: fc.constantFrom('', ...words),
      filter: fc.constantFrom('kind = red', 'rank >= 4', 'kind = blue OR rank = 1'),
      facets: fc.constantFrom(['kind'], ['*']),
      sort: fc.constantFrom(['rank:asc'], ['rank:desc']),
    },
    { requiredKeys: [] },
  );
  return [
    fc.tuple(name, search).map(([uid, body]) => post(`/indexes/${uid}/search`, body)),
    fc
      .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), search)
      .map(([uids, body]) =>
        post('/multi-search', { queries: uids.map((indexUid) => ({ indexUid, ...body })) }),
      ),
    name.map((uid) => get(`/indexes/${uid}/documents`, { limit: '100' })),
    fc.tuple(name, id).map(([uid, one]) => get(`/indexes/${uid}/documents/${one}`)),
    name.map((uid) => get(`/indexes/${uid}`)),
    name.map((uid) => get(`/indexes/${uid}/settings`)),
    name.map((uid) => get(`/indexes/${uid}/stats`)),
    name.map((uid) => get('/tasks', { indexUids: uid, limit: '5' })),
    fc.constant(plain('GET', '/tasks?statuses=failed&limit=2')),
  ];
}

const id = fc.integer({ min: 1, max: 8 });
const ids = fc.array(id, { minLength: 1, maxLength: 4 });
const kind = fc.constantFrom(...kinds);
const rank = fc.integer({ min: 0, max: 9 });
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 });

const wholeDocument = fc.record({
  id,
  words: text.map((list) => list.join(' ')),
  kind,
  rank,
});

const partOfDocument = fc.record({ id, kind, rank }, { requiredKeys: ['id'] });

const settings = fc.record(
  {
    filterableAttributes: fc.constantFrom(['kind', 'rank'], ['kind']),
    sortableAttributes: fc.constantFrom(['rank'], []),
    searchableAttributes: fc.constantFrom(['words'], ['*'], ['words', 'kind']),
    stopWords: fc.constantFrom([], ['river']),
    pagination: fc.constantFrom({ maxTotalHits: 3 }, { maxTotalHits: 1000 }),
    rankingRules: fc.constantFrom(['words', 'rank:desc'], ['words', 'typo', 'sort']),
  },
  { requiredKeys: [] },
);
