import { expect, test } from 'vitest';
import { readClientFunction } from './client-function.ts';
import { concludeEdit, concludeTrial, wrapFunction } from './wrapped-function.ts';

const ending = concludeEdit({ version: '(:', updatedAt: '(;' });

function wrapped(script: string): ReturnType<typeof wrapFunction> {
  return wrapFunction(readClientFunction(script), ending);
}

test('a script stands in a block of its own, a line further down', () => {
  const { script, inClientsPlaces } = wrapped('doc.n = 1;\ndoc.m = 2;');
  const lines = script.split('\n');
  expect(lines[0]).toContain('doc.remove("_miroir_shard");');
  expect(lines.slice(1, 3)).toEqual(['doc.n = 1;', 'doc.m = 2;']);
  expect(lines.slice(3, 5).join(' ')).toContain('_miroir_out = doc; }');
  expect(inClientsPlaces('nope (line 3, position 7)')).toBe('nope (line 2, position 7)');
});

test('functions come behind it, in their own lines', () => {
  const { script, inClientsPlaces } = wrapped('doc.n = f();\nfn f() { nope }');
  const line = script.split('\n').findIndex((text) => text.includes('fn f() { nope }')) + 1;
  const message = `nope (line ${line}, position 10)\nin call to function 'f' (line 2, position 9)`;
  expect(inClientsPlaces(message)).toBe(
    "nope (line 2, position 10)\nin call to function 'f' (line 1, position 9)",
  );
});

test('a script that returns early is evaluated as a text', () => {
  const { script, inClientsPlaces } = wrapped('if "\\" a" { return }\ndoc.x = nope');
  expect(script.split('\n')[1]).toBe('eval(";if \\"\\\\\\" a\\" { return }\\ndoc.x = nope");');
  const call = "\nin call to function 'eval' (line 2, position 6)";
  expect(inClientsPlaces(`nope (line 2, position 9)${call}`)).toBe('nope (line 2, position 9)');
  expect(inClientsPlaces(`nope (line 1, position 5)${call}`)).toBe('nope (line 1, position 4)');
});

test('a document that has the version of the edit, or a later one, is left alone', () => {
  expect(wrapped('doc.n = 1').script).toContain(
    'if type_of(_miroir_kept._miroir_version) == "string" && _miroir_kept._miroir_version >= "(:" {} else {',
  );
});

test('an edit keeps the place of a document, and gives it a version', () => {
  expect(ending.conclusion).toContain('_miroir_shard: _miroir_kept._miroir_shard');
  expect(ending.conclusion).toContain('_miroir_seq: _miroir_kept._miroir_seq');
  expect(ending.conclusion).toContain('_miroir_version: "(:", _miroir_updated_at: "(;"');
});

test('a trial gives back the document, but for what a node would refuse', () => {
  expect(concludeTrial('a.b').conclusion).toContain(
    '`${_miroir_out?["a"]?["b"]}` == `${_miroir_kept?["a"]?["b"]}`',
  );
  expect(concludeTrial('id').conclusion).toContain('{ _miroir_kept } else { _miroir_out }');
});
