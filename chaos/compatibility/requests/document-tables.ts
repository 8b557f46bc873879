import { type ClientRequest, get, payload, remove, type RequestTheme } from '../client-request.ts';
import {
  headers,
  repeatedHeaders,
  numbers,
  flags,
  texts,
  rows,
  delimiters,
} from './table-samples.ts';

function csv(text: string, query = '', method = 'POST'): ClientRequest {
  return payload(method, `/indexes/sheets/documents${query}`, 'text/csv', text);
}

const sheet = get('/indexes/sheets/documents', { limit: '1000' });

/** Tables: headers with types, cells of every kind, delimiters and rows that are none. */
export const documentTables: RequestTheme = {
  name: 'documents as tables',
  requests: [
    ...headers.map((header, place) => csv(`${header}\n${place},${place}\n`)),
    ...repeatedHeaders.map((header, place) => csv(`${header}\n${900 + place},1,2\n`)),
    sheet,
    ...numbers.map((cell, place) => csv(`id,n:number\n${100 + place},${cell}\n`)),
    ...flags.map((cell, place) => csv(`id,f:boolean\n${200 + place},${cell}\n`)),
    ...texts.map((cell, place) => csv(`id,t\n${300 + place},${cell}\n`)),
    sheet,
    ...rows.map((row) => csv(`id,r\n${row}`)),
    sheet,
    ...[
      '',
      '\n',
      '\r\n',
      ' ',
      '\ufeff',
      'id',
      'id\n',
      'id\n1',
      'id\n1\n\n2\n',
      'id,a',
      ',\n1,2\n',
      '"id',
    ].map((text) => csv(text)),
    csv('a,id:number,b:boolean\nx,400,true\ny,401,\nz,four,true\n'),
    csv('a,id:number,b:boolean\nx,402,true\ny,403,maybe\n'),
    sheet,
    ...delimiters.map((delimiter, place) =>
      csv(`id;a:number\n${500 + place};1\n`, `?csvDelimiter=${delimiter}`),
    ),
    sheet,
    csv('id|a|b:number\n600|"x|y"|1\n601|"x""y"|2\n', '?csvDelimiter=%7C'),
    csv('id"a\n602"x\n', '?csvDelimiter=%22'),
    csv('id:a:number\n603:2:3\n', '?csvDelimiter=:'),
    csv('id\\a\n604\\x\n', '?csvDelimiter=%5C'),
    csv('id,a;b\n605,x;y\n', '?csvDelimiter=%2C'),
    csv('id;a\n606;x;y\n', '?csvDelimiter=%3B'),
    csv('id,a\n607,x\n', '?csvDelimiter'),
    csv('id,a\n608,x\n', '?csvdelimiter=%3B'),
    csv('id,a\n609,x\n', '?csvDelimiter=,&primaryKey=id'),
    csv('id;a\n610;x\n', '?primaryKey=id&csvDelimiter=%3B'),
    csv('id;a\n611;x\n', '?primaryKey=other&csvDelimiter=%3B'),
    csv('', '?csvDelimiter=%3B'),
    csv('id;a\n612;x\n', '?csvDelimiter=%3B', 'PUT'),
    csv('id;b:number\n612;5\n', '?csvDelimiter=%3B', 'PUT'),
    csv('id,a:number\n612,\n', '', 'PUT'),
    csv('id,a\n612,1,2\n', '', 'PUT'),
    csv('id,b:boolean\n612,2\n', '', 'PUT'),
    get('/indexes/sheets/documents/612'),
    ...['application/json', 'application/x-ndjson'].map((type) =>
      payload('POST', '/indexes/sheets/documents?csvDelimiter=%3B', type, '{"id":613}'),
    ),
    ...['application/json', 'application/x-ndjson'].map((type) =>
      payload('PUT', '/indexes/sheets/documents?csvDelimiter=ab', type, '{"id":613}'),
    ),
    ...[
      'text/csv; charset=utf-8',
      'TEXT/CSV',
      'text/csv;header=absent',
      'text/tab-separated-values',
      'csv',
      '',
    ].map((type, place) =>
      payload('POST', '/indexes/sheets/documents', type, `id,a\n${700 + place},x\n`),
    ),
    sheet,
    get('/indexes/sheets/stats'),
    remove('/indexes/sheets'),
  ],
};
