import { expect, test } from 'vitest';
import { Progress } from './progress.ts';

function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test('a terminal is redrawn at every update and gets its line end at the finish', () => {
  const output = recorder(true);
  const progress = new Progress('Loading', 200, output);
  progress.update(100);
  progress.finish();
  expect(output.written).toEqual([
    `\rLoading ${'█'.repeat(15)}${'░'.repeat(15)}  50 % (100 of 200 documents)`,
    '\n',
  ]);
});

test('a file gets the last line and no early ones', () => {
  const output = recorder(false);
  const progress = new Progress('Loading', 200, output);
  progress.update(100);
  progress.update(200);
  progress.finish();
  expect(output.written).toEqual([`Loading ${'█'.repeat(30)} 100 % (200 of 200 documents)\n`]);
});
