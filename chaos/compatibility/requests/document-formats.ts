import {
  type ClientRequest,
  except,
  get,
  json,
  payload,
  put,
  remove,
  type RequestTheme,
} from '../client-request.ts';

const types: readonly string[] = ['', ':string', ':number', ':boolean', ':Number', ':array', ':'];

const cells: readonly string[] = [
  '',
  ' ',
  'text',
  '0',
  '-0',
  '007',
  '1',
  '-1.50',
  '1e3',
  '1E400',
  '.5',
  '5.',
  '+5',
  ' 5',
  '5 ',
  '9007199254740993',
  '18446744073709551616',
  '0x1F',
  '1_000',
  'NaN',
  'nan',
  'inf',
  '-Infinity',
  'true',
  'false',
  'True',
  'TRUE',
  ' true',
  '""',
  '"quoted"',
  '"two ""words"""',
  '"a\nb"',
  'é\u{1F600}',
  'null',
  '[1]',
  '"{""a"":1}"',
  "'single'",
  'a"b',
];

const delimiters: readonly string[] = [
  ',',
  ';',
  '\t',
  '|',
  ':',
  ' ',
  'x',
  '"',
  '\n',
  '\\',
  '0',
  '\u007f',
  '',
  ',,',
  'é',
  '\u0000',
];

const brokenTables: readonly string[] = [
  'id',
  'id\n',
  '\n',
  '\n\n',
  ',\n',
  'id,\n1,2\n',
  'id,a\n1\n',
  'id,a\n1,2,3\n',
  'id,a\n1,2\n\n3,4\n',
  'id,a\r1,2\r3,4\r',
  'id,a\r\n1,2\r\n3,4',
  'id,a\n1,"open\n',
  'id,a\n"1"x,2\n',
  '"id","a:number"\n1,2\n',
  'id,a:number\n1,two\n2,3\n',
  'id,a:number\n1,2\n2,three\n',
  'id,a:boolean\n1,yes\n',
  'id,a,a\n1,2,3\n',
  'id,a:number,a\n1,2,3\n',
  'id:number,a\n1,2\n',
  'id:number,a\n1.5,2\n',
  'id:boolean,a\ntrue,2\n',
  'a,b\n1,2\n',
  'id,other_id\n1,2\n',
  'ID,a\n1,2\n',
  '\ufeffid,a\n1,2\n',
  'id,a\n,2\n',
  'id,a\nnot good,2\n',
  'id,a.b,a.c:number\n1,2,3\n',
  'id,_geo\n1,"{""lat"":1,""lng"":2}"\n',
  'id,_geo.lat:number,_geo.lng:number\n1,2,3\n',
  '#id,a\n1,2\n',
  'id,a\n#1,2\n3,4\n',
];

const lineTexts: readonly string[] = [
  '{"id":1}\n{"id":2}\n',
  '{"id":1}\r\n{"id":2}\r\n',
  '{"id":1}{"id":2}',
  '{"id":1} \t {"id":2}',
  '{"id":1},{"id":2}',
  '\n\n{"id":1}\n\n\n{"id":2}\n\n',
  '{\n"id"\n:\n1\n}',
  '[{"id":1}]',
  '[{"id":1}]\n[{"id":2}]',
  '{"id":1}\n[{"id":2}]',
  '{"id":1}\nnull',
  '{"id":1}\n2',
  '"text"',
  '{"id":1}\n{"id":2',
  '{"id":1}\n{"id":}',
  '{"id":1}\n\u0000',
  '{"id":1}\n# comment\n{"id":2}',
  '{"id":1,"n":1.10,"m":9007199254740993}\n{"id":1,"n":1e400}',
  '{"id":1,"n":18446744073709551616}\n{"id":1}',
  '{"a":1}\n{"id":2}',
  '{"id":1}\n{"a":2}',
  '{"id":1,"a":1,"a":2}',
  '{}',
  ' ',
  '\ufeff{"id":1}',
];

/** First documents whose id does not come first: nodes know the name of the id beforehand. */
const lateIds: readonly string[] = [
  '[{"title":"a","id":1}]',
  '[{"title":"a","id":1,"":2},{"id":2,"x":1,"title":"b"}]',
  '[{"":1,"id":2}]',
  '[{"z":1,"a":2,"id":2}]',
];

/** What is merged into a document, one after another. */
const merges: readonly string[] = [
  '[{"id":1,"a":{"b":1,"c":[1,2]}}]',
  '[{"id":1,"a":{"d":2}}]',
  '[{"id":1,"a":null}]',
  '[{"id":1}]',
  '[{"id":1,"b":1.10,"c":9007199254740993}]',
  '[{"id":"1","b":2}]',
  '[{"id":1,"a.b":3}]',
  '[{"b":1,"id":1,"B":2}]',
  '[{"id":1,"x":1,"x":2},{"id":1,"y":3},{"id":2,"y":4}]',
  '[{"id":2,"y":{}},{"id":2,"y":[]},{"id":2,"z":""}]',
  '{"id":3,"one":true}',
  '[{"id":3,"one":false},{"id":"bad id","one":1}]',
  '[{"id":3,"two":2},{"two":3}]',
  '[{"id":3,"_geo":{"lat":1}}]',
  '[{"id":3,"_geo":{"lat":1,"lng":2}},{"id":3,"_geo":null}]',
  '[{"id":1,"\\u0061":"escaped"}]',
  '[{"id":4,"__proto__":1,"":2}]',
  '[{"id":4,"__proto__":{"a":1}}]',
];

function table(method: string, index: string, text: string, delimiter?: string): ClientRequest {
  const query = delimiter === undefined ? '' : `?csvDelimiter=${encodeURIComponent(delimiter)}`;
  return payload(method, `/indexes/${index}/documents${query}`, 'text/csv', text);
}

function lines(method: string, index: string, text: string): ClientRequest {
  return payload(method, `/indexes/${index}/documents`, 'application/x-ndjson', text);
}

function listed(index: string): ClientRequest {
  return get(`/indexes/${index}/documents`, { limit: '1000' });
}

/** Every cell in a column of every type, in a table of its own and replaced or merged. */
const typedTables: readonly ClientRequest[] = types.flatMap((type, at) => [
  ...cells.map((cell, row) => {
    return table(row % 2 === 0 ? 'POST' : 'PUT', 'typed', `id,v${at}${type}\n${row % 9},${cell}\n`);
  }),
  listed('typed'),
]);

const delimitedTables: readonly ClientRequest[] = delimiters.flatMap((delimiter) => {
  const row = (...values: string[]): string => values.join(delimiter);
  const text = `${row('id', 'a:number', 'b')}\n${row('1', '2.50', '"q, ""r"""')}\n${row('2', '', 's')}\n`;
  return [
    table('POST', 'delimited', text, delimiter),
    listed('delimited'),
    table('PUT', 'delimited', 'id,a\n3,b\n', delimiter),
    listed('delimited'),
  ];
});

/** Tables, lines and merges of every kind, good and bad. */
export const documentFormats: RequestTheme = {
  name: 'documents in every format',
  requests: [
    ...typedTables,
    ...delimitedTables,
    ...brokenTables.flatMap((text, at) => [
      table(at % 2 === 0 ? 'POST' : 'PUT', `table${at}`, text),
      listed(`table${at}`),
      remove(`/indexes/table${at}`),
    ]),
    ...lineTexts.flatMap((text, at) => [
      lines(at % 2 === 0 ? 'PUT' : 'POST', `lines${at}`, text),
      listed(`lines${at}`),
      json('POST', `/indexes/lines${at}/documents`, text),
      remove(`/indexes/lines${at}`),
    ]),
    ...lateIds.flatMap((text, at) => [
      json('POST', `/indexes/late${at}/documents`, text),
      except('first-seen-fields', listed(`late${at}`)),
      remove(`/indexes/late${at}`),
    ]),
    ...merges.flatMap((text) => [json('PUT', '/indexes/merged/documents', text), listed('merged')]),
    lines('PUT', 'merged', '{"id":1,"l":1}\n{"id":1,"m":2}\n{"id":9}'),
    table('PUT', 'merged', 'id,b:number,fresh\n1,,x\n9,4.0,\n'),
    put('/indexes/merged/documents?primaryKey=other', [{ id: 1, other: 2 }]),
    put('/indexes/merged/documents?primaryKey=id', [{ id: 1, other: 3 }]),
    payload(
      'PUT',
      '/indexes/merged/documents?csvDelimiter=%3B',
      'application/x-ndjson',
      '{"id":1}',
    ),
    json('PUT', '/indexes/merged/documents?csvDelimiter=%3B', '[{"id":1}]'),
    payload('PUT', '/indexes/merged/documents?csvDelimiter=ab', 'text/plain', 'id\n1'),
    listed('merged'),
    ...['typed', 'delimited', 'merged'].map((uid) => remove(`/indexes/${uid}`)),
  ],
};
