import { describe, expect, test } from 'vitest';
import { isBaseUrl, isSameAddress, nodeIdPattern } from './node-address.ts';

describe('the address of a node', () => {
  test.each([
    'http://meili-0:7700',
    'https://meili_0.example.org/',
    'HTTP://10.0.0.1',
    'http://[::1]:7700',
    'http://a:65535',
  ])('may be %s', (address) => {
    expect(isBaseUrl(address)).toBe(true);
    expect(URL.canParse(address)).toBe(true);
  });

  test.each([
    '',
    'meili-0:7700',
    'ftp://a',
    'http://',
    'http://user:key@a',
    'http://a/path',
    'http://a?x=1',
    'http://a#x',
    'http://a:0',
    'http://a:65536',
    'http://a b',
    ' http://a',
    'http://a\n',
  ])('may not be %j', (address) => {
    expect(isBaseUrl(address)).toBe(false);
  });

  test('is the same however it is written', () => {
    expect(isSameAddress('http://a:7700', 'HTTP://A:7700/')).toBe(true);
    expect(isSameAddress('http://a', 'http://a:80/')).toBe(true);
    expect(isSameAddress('https://a:443', 'https://a')).toBe(true);
    expect(isSameAddress('http://a:443', 'http://a')).toBe(false);
    expect(isSameAddress('http://a', 'https://a')).toBe(false);
  });
});

test('the name of a node fits into paths and labels', () => {
  for (const id of ['meili-0', 'a', 'A.b_c', 'x'.repeat(100)]) expect(id).toMatch(nodeIdPattern);
  for (const id of ['', 'a b', 'a/b', 'é', 'x'.repeat(101)]) expect(id).not.toMatch(nodeIdPattern);
});
