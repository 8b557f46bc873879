import { expect, test } from 'vitest';
import { readLogTarget } from './log-target.ts';

test.each([
  ['info', 'info'],
  ['INFO', 'info'],
  ['off', 'off'],
  ['4', 'debug'],
  ['+3', 'info'],
  ['', undefined],
  ['milli=trace', 'trace'],
  ['index_scheduler=info,milli=debug', 'debug'],
  ['warn,milli=trace', 'warn'],
  ['milli=trace,warn', 'warn'],
  ['info,debug', 'debug'],
  ['milli', 'trace'],
  ['7', 'trace'],
  ['a=', 'error'],
  ['=', 'error'],
  ['a=off', 'off'],
  ['a[{b}]=warn', 'warn'],
  ['a[{b,c}]=info', 'trace'],
])('%j stands for %j', (text, level) => {
  const reading = readLogTarget(text);
  expect('level' in reading ? reading.level : undefined).toBe(level);
});

test.each([
  ['a=b=c,d=x', "invalid filter directive: too many '=' in filter directive, expected 0 or 1"],
  ['a[{b=info', "invalid filter directive: expected fields list to end with '}]'"],
  [
    'a[{b[{c}]=info',
    "invalid filter directive: too many '[{' in filter directive, expected 0 or 1",
  ],
  ['a=x,b=y=z', 'error parsing level filter: expected one of '],
  ['a=6', 'error parsing level filter: expected one of '],
  ['a= info', 'error parsing level filter: expected one of '],
  ['', 'Empty string is not a valid target. If you want to get no logs use `OFF`.'],
])('%j is refused', (text, fault) => {
  const reading = readLogTarget(text);
  expect('fault' in reading ? reading.fault : '').toContain(fault);
});
