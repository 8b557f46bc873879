import { expect, test } from 'vitest';
import { printSize, readSize } from './payload-size.ts';

// As Meilisearch v1.21 reads and writes them.
test.for([
  ['1000', '1 KB'],
  ['1024', '1 KiB'],
  ['1500', '1.46484375 KiB'],
  ['1048577', '1.0000009536743164 MiB'],
  ['5000000', '4.76837158203125 MiB'],
  ['123456789', '117.73756885528564 MiB'],
  ['52428800', '50 MiB'],
  ['0', '0 B'],
  ['1.5 KB', '1.46484375 KiB'],
  ['1kb', '125 B'],
  ['1GB', '1 GB'],
  ['1.5 MiB', '1.5 MiB'],
  ['10k', '9.765625 KiB'],
  ['1 MB', '1 MB'],
  ['1.23456MiB', '1.2345600128173828 MiB'],
  [' 5', '5 B'],
  ['5MiB ', '5 MiB'],
  ['1b', '1 B'],
  ['16 Kib', '2 KiB'],
  ['0.5', '1 B'],
  ['1.5', '2 B'],
  ['5 M', '4.76837158203125 MiB'],
  ['7Mib', '896 KiB'],
  ['1TiB', '1 TiB'],
  ['1PB', '1 PB'],
  ['3EB', '2.6020852139652106 EiB'],
] as const)('%s is %s', ([text, printed]) => {
  const reading = readSize(text);
  expect(reading.ok ? printSize(reading.bytes) : reading.reason).toBe(printed);
});

test.for([
  [
    '5 XB',
    "the character 'X' is incorrect ('B', 'K', 'M', 'G', 'T', 'P', 'E' or no character or no character is expected)",
  ],
  ['', 'no value can be found'],
  ['x', "the character 'x' is not a number"],
  ['+5', "the character '+' is not a number"],
  ['1e3', "the character '3' is incorrect ('B', 'b' or no character or no character is expected)"],
  ['999EB', 'the value 999 exceeds the valid range'],
] as const)('%s is none', ([text, reason]) => {
  expect(readSize(text)).toEqual({ ok: false, reason });
});
