import { type ClientRequest, get, patch, post, type RequestTheme } from '../client-request.ts';

const index = '/indexes/edits';
const everything = get(`${index}/documents?limit=100`);

function edit(script: unknown, rest: object = {}): ClientRequest {
  return post(`${index}/documents/edit`, { function: script, ...rest });
}

/** Scripts that change documents, and what there is to see of it. */
const scripts: readonly (readonly [script: string, rest?: object])[] = [
  ['doc.n = 5'],
  ['doc.n = doc.n'],
  [''],
  ['1'],
  ['doc.n += 1;', { filter: 'n < 3' }],
  ['doc.n = doc.n * 1.5', { filter: ['n = 1', ['n > 0', 'n = 7']] }],
  ['doc = ()', { filter: 'n = 1' }],
  ['doc = #{id: doc.id, only: true}', { filter: 'n = 2' }],
  ['doc.x = context.y', { context: { y: 7 } }],
  ['doc.x = context.z', { context: { y: 7 } }],
  [
    'doc.x = context',
    { context: { f: 1.0, big: 9_007_199_254_740_991, n: null, o: { p: [1, 'a'] } } },
  ],
  ['doc.x = context.y', { context: null }],
  ['fn twice(x) { x * 2 }\ndoc.n = twice(doc.n);'],
  ['private fn f(x) { if x > 3 { return "much" } "little" } doc.t = f(doc.n)'],
  ['let k = 3; doc.a = [1, 2].map(|x| x + k)'],
  ['doc.k = doc.keys()'],
  ['doc.t = `n is ${doc.n} ${if doc.n > 2 { "}" } else { "`" }}`'],
  ['if doc.n > 2 { return }\ndoc.small = true'],
  ['// a comment with return and fn\n/* and /* another */ fn */ doc.c = "return // no \\" fn"'],
  ['switch doc.n { 1 => doc.s = "one", _ => doc.s = \'c\' }'],
  ['try { doc.e = nope } catch (e) { doc.e = e.message }'],
  ['let doc = #{id: doc.id, n: doc.n, shadow: 1};'],
  ['const doc = #{id: doc.id, n: doc.n}'],
  ['doc.big = 9007199254740993; doc.f = 1.0; doc.u = (); doc.neg = -0.0; doc.e = 1e300'],
  ['doc.id = `${doc.id}`', { filter: 'n = 3' }],
  ['doc.x = nope'],
  ['\n\n  doc.x = 1;\n doc.y = nope'],
  ['fn f(x) {\n nope\n}\ndoc.x = f(1)'],
  ['if doc.n == 100000 { return }\n doc.x = nope'],
  ['doc.x = [1].map(|x| nope)'],
  ['throw "oops"'],
  ['throw #{a: 1}'],
  ['if doc.n == 3 { throw doc }'],
  ['loop {}', { filter: 'n = 3' }],
  ['doc = 1'],
  ['doc.id = 99'],
  ['doc.remove("id")', { filter: 'n = 3' }],
  ['doc.n = 1', { filter: 'nope = 1' }],
  ['doc.n = 1', { filter: '_miroir_seq = "x"' }],
  ['doc._geo = #{lat: 1.5, lng: 2}'],
];

const malformed: readonly ClientRequest[] = [
  edit(1),
  edit(null),
  edit('doc.x = '),
  edit('doc.x = 1 +\n\n (;'),
  edit('/* open'),
  edit('"open'),
  edit('}'),
  edit('import "x" as y;'),
  edit('let x = 1; const k = 4; k = 5'),
  edit('doc.x = ', { filter: 1, context: 1 }),
  edit('doc.x = 1', { filter: 1, context: 1 }),
  edit('doc.x = 1', { filter: '' }),
  edit('doc.x = 1', { filter: 'n =' }),
  edit('doc.x = 1', { context: 1 }),
  edit('doc.x = 1', { context: [1] }),
  edit('doc.x = 1', { odd: 1 }),
  post('/indexes/no!/documents/edit', { function: 'doc.x = ' }),
  post('/indexes/nowhere/documents/edit', { function: 'doc.x = 1' }),
  post('/indexes/nowhere/documents/edit', { function: 'doc.x = 1', context: { a: [1.0] } }),
];

/** Edits by function, each followed by a look at all documents. */
export const documentEdits: RequestTheme = {
  name: 'edits by function',
  requests: [
    post('/indexes', { uid: 'edits', primaryKey: 'id' }),
    edit('doc.x = 1'),
    patch('/experimental-features', { editDocumentsByFunction: true }),
    edit('doc.x = 1'),
    patch(`${index}/settings`, { filterableAttributes: ['n'] }),
    post(
      `${index}/documents`,
      Array.from({ length: 12 }, (_, id) => ({ id, n: id % 5, t: `title ${id}`, o: { p: [id] } })),
    ),
    ...scripts.flatMap(([script, rest]) => [edit(script, rest), everything]),
    ...malformed,
    patch('/experimental-features', { editDocumentsByFunction: false }),
  ],
};
