import { expect, test } from 'vitest';
import type { NodeReply, NodeRequest } from '../ports/node-client.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { readDocumentPage } from './document-page.ts';
import { parseDocumentBody } from './parse-read.ts';

type Question = Readonly<Record<string, unknown>>;

/** Nodes of which the first that is asked is the first of `scripts`, and so on. */
function setUp(scripts: readonly ((question: Question) => string)[]) {
  const nodes: string[] = [];
  const questions: Question[] = [];
  const { ports } = testPorts((node: string, { body }: NodeRequest): NodeReply => {
    if (!nodes.includes(node)) nodes.push(node);
    const question: Question = JSON.parse(String(body));
    questions.push(question);
    const answer = scripts[Math.min(nodes.indexOf(node), scripts.length - 1)]?.(question) ?? '';
    return { kind: 'reply', status: answer.includes('"code"') ? 400 : 200, body: answer };
  });
  const ask = (body: object) =>
    readDocumentPage(
      testContext(ports, [testIndex()]),
      testIndex(),
      parseDocumentBody(JSON.stringify(body)),
    );
  return { ask, questions };
}

function list(...documents: readonly object[]): string {
  return JSON.stringify({ results: documents, offset: 0, limit: 20, total: documents.length });
}

function refusal(attribute: string): string {
  return JSON.stringify({
    message: `Attribute \`${attribute}\` is not sortable. Available sortable attributes are: \`_geo, _miroir_seq, year\`.`,
    code: 'invalid_document_sort',
  });
}

const old = { id: 1, year: 1950, _miroir_seq: '((' };
const recent = { id: 2, year: 2020, _miroir_seq: '()' };

test('a page is cut out of what all nodes list', async () => {
  const { ask, questions } = setUp([() => list(recent), () => list(old)]);
  const page = await ask({ sort: ['year:desc'], limit: 1, fields: ['id'] });
  expect(page).toMatchObject({ documents: ['{"id":2}'], total: 2 });
  expect(questions[0]).toMatchObject({
    offset: 0,
    limit: 1,
    sort: ['year:desc', '_miroir_seq:asc'],
    fields: ['id', '_miroir_seq', 'year'],
  });
});

test('a node that has never seen the attribute counts its documents only', async () => {
  const unaware = ({ sort }: Question): string =>
    String(sort).includes('year') ? refusal('year') : '{"results":[],"total":5}';
  const { ask, questions } = setUp([unaware, () => list(old)]);
  const { documents, total } = await ask({ sort: ['year:asc'] });
  expect(documents).toEqual(['{"id":1,"year":1950}']);
  expect(total).toBe(6);
  expect(questions).toContainEqual(
    expect.objectContaining({ limit: 0, sort: ['_miroir_seq:asc'] }),
  );
});

test('a node that has never seen a place lists its documents by the other rules', async () => {
  const unaware = ({ sort }: Question): string =>
    String(sort).includes('_geoPoint') ? refusal('_geo') : list(old);
  const near = { id: 3, year: 2000, _geo: { lat: 1, lng: 1 }, _miroir_seq: '(,' };
  const { ask, questions } = setUp([unaware, () => list(near)]);
  const { documents } = await ask({ sort: ['_geoPoint(1, 1):asc', 'year:asc'], fields: ['id'] });
  expect(documents).toEqual(['{"id":3}', '{"id":1}']);
  expect(questions).toContainEqual(
    expect.objectContaining({ limit: 20, sort: ['year:asc', '_miroir_seq:asc'] }),
  );
});

test('what no node has ever seen is refused', async () => {
  const unaware = ({ sort }: Question): string =>
    String(sort).includes('year') ? refusal('year') : '{"results":[],"total":5}';
  await expect(setUp([unaware]).ask({ sort: ['year:asc'] })).rejects.toMatchObject({
    status: 400,
    body: refusal('year'),
  });
});

test('a document that a node lists twice counts once', async () => {
  const { ask } = setUp([() => list(old, old), () => list(recent)]);
  const { documents } = await ask({ sort: ['year:asc'], fields: ['id'] });
  expect(documents).toEqual(['{"id":1}', '{"id":2}']);
});
