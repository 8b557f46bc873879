import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Facts about the whole repository that no linter sees. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));

const sources = files.filter((file) => file.endsWith('.ts'));
const documents = files.filter((file) => file.endsWith('.md'));

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

describe('layout', () => {
  test('the top level holds what the design names, and tool files', () => {
    const folders = new Set(
      files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]),
    );
    const allowed = [
      '.ci',
      'engine',
      'proxy',
      'sim',
      'chaos',
      'research',
      'bench',
      'reports',
      'docs',
    ];
    expect([...folders].filter((folder) => !allowed.includes(folder ?? ''))).toEqual([]);
  });

  test('no folder is a drawer', () => {
    const drawers = /\/(utils?|helpers?|common|misc|lib|services?|shared)(\/|\.ts$)/;
    expect(sources.filter((file) => drawers.test(`/${file}`))).toEqual([]);
  });

  test('test files say what they need', () => {
    const suffixes = /\.(net|meili|redis|docker|browser)\.test\.ts$/;
    const plain = /^[^.]+\.test\.ts$/;
    const odd = sources.filter((file) => {
      const name = file.split('/').at(-1) ?? '';
      return name.includes('.test.') && !plain.test(name) && !suffixes.test(name);
    });
    expect(odd).toEqual([]);
  });

  test('no file is large, except the lock file', () => {
    const large = files.filter(
      (file) => file !== 'package-lock.json' && statSync(file).size > 256 * 1024,
    );
    expect(large).toEqual([]);
  });
});

describe('sources', () => {
  test('have at most 300 lines', () => {
    const long = sources.filter((file) => read(file).split('\n').length > 301);
    expect(long).toEqual([]);
  });

  test('leave nothing unfinished, focused or skipped', () => {
    const unfinished = new RegExp(
      ['TODO', 'FIXME', String.raw`\b(it|test|describe)\.(skip|only|todo)\b`].join('|'),
    );
    const found = sources.filter((file) => file !== 'tidy.test.ts' && unfinished.test(read(file)));
    expect(found).toEqual([]);
  });

  test('the engine names nothing of the host', () => {
    const ambient = /\b(Date\.now|new Date\b|Math\.random|setTimeout|setImmediate|process\.env)/;
    const impure = sources.filter(
      (file) =>
        file.startsWith('engine/') &&
        !/\.test\.ts$|\/testing\//.test(file) &&
        ambient.test(read(file)),
    );
    expect(impure).toEqual([]);
  });

  test('the engine keeps no state outside what createEngine makes', () => {
    const mutable = sources.filter(
      (file) =>
        file.startsWith('engine/') &&
        !/\.test\.ts$|\/testing\//.test(file) &&
        /^(export )?(let|var) /m.test(read(file)),
    );
    expect(mutable).toEqual([]);
  });
});

describe('documents', () => {
  test('have one title', () => {
    const odd = documents.filter((file) => {
      const withoutCode = read(file).replaceAll(/```[\s\S]*?```/g, '');
      return (withoutCode.match(/^# /gm) ?? []).length !== 1;
    });
    expect(odd).toEqual([]);
  });

  test('link to files that exist', () => {
    const dead = documents.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map((match) => join(dirname(file), match[1] ?? ''))
        .filter((target) => !existsSync(target))
        .map((target) => `${file} → ${target}`),
    );
    expect(dead).toEqual([]);
  });

  test('explain every error code of ours', () => {
    const explained = new Set(
      [...read('docs/errors.md').matchAll(/^## (\S+)$/gm)].map((match) => match[1]),
    );
    const codes = sources
      .filter((file) => !file.endsWith('.test.ts') && /^(engine|proxy)\//.test(file))
      .flatMap((file) =>
        [...read(file).matchAll(/'(miroir_[a-z_]+)'/g)].map((match) => match[1] ?? ''),
      )
      .filter((code) => !/^miroir_.*_(total|seconds|bytes|size|info)$/.test(code));
    const wireCodes = codes.filter((code) => /ApiError|invalidRequest/.test(usesOf(code)));
    expect([...new Set(wireCodes)].filter((code) => !explained.has(code))).toEqual([]);
  });

  test('the glossary’s code words exist', () => {
    const words = [...read('docs/glossary.md').matchAll(/\| ([^|]+) \|$/gm)]
      .flatMap((row) => [...(row[1] ?? '').matchAll(/`(\w+)`/g)])
      .map((match) => match[1] ?? '');
    const text = sources.map(read).join('\n');
    const missing = words.filter(
      (word) => !new RegExp(String.raw`export .*\b${word}\b`).test(text),
    );
    expect(words.length).toBeGreaterThan(10);
    expect(missing).toEqual([]);
  });
});

/** The lines around each use of a code. */
function usesOf(code: string): string {
  return sources
    .filter((file) => /^(engine|proxy)\//.test(file))
    .flatMap((file) => {
      const lines = read(file).split('\n');
      return lines.flatMap((line, at) =>
        line.includes(`'${code}'`) ? lines.slice(Math.max(0, at - 3), at + 3) : [],
      );
    })
    .join('\n');
}
