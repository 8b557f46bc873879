import { describe, expect, test } from 'vitest';
import type { Archives, FileText } from '../ports/archive.ts';
import type { ArchivedFiles } from './memory-archives.ts';

/** Archives under test, and a look at what was written. */
export interface ArchivesWorld {
  readonly archives: Archives;
  /** The files of the finished dumps by their names. */
  readonly finished: () => Promise<ReadonlyMap<string, ArchivedFiles>>;
  /** Whether nothing is left of what was begun and not finished. */
  readonly isTidy: () => Promise<boolean>;
}

/** Does something with new archives. */
export type WithArchives = (act: (world: ArchivesWorld) => Promise<void>) => Promise<void>;

async function* text(...pieces: readonly string[]): FileText {
  for (const piece of pieces) yield piece;
}

async function* failing(...pieces: readonly string[]): FileText {
  for (const piece of pieces) yield piece;
  throw new Error('no more text');
}

const dump = { kind: 'dump', name: '20261125-234424981' } as const;

/** What every {@link Archives} must do. */
export function describeArchives(name: string, within: WithArchives): void {
  describe(name, () => {
    test('keep files in their order, to the letter', async () => {
      await within(async ({ archives, finished, isTidy }) => {
        const draft = await archives.begin(dump);
        await draft?.append('b/documents.jsonl', text('{"é":', '"😀"}\n', '{}\n'));
        await draft?.append('a.json', text());
        await draft?.append(`${'long/'.repeat(40)}name.json`, text('x'.repeat(200_000)));
        await draft?.finish();
        const files = (await finished()).get(dump.name);
        expect([...(files ?? [])].map(([path, content]) => [path, content.length])).toEqual([
          ['b/documents.jsonl', 14],
          ['a.json', 0],
          [`${'long/'.repeat(40)}name.json`, 200_000],
        ]);
        expect(files?.get('b/documents.jsonl')).toBe('{"é":"😀"}\n{}\n');
        expect(await isTidy()).toBe(true);
      });
    });

    test('show nobody what is not finished', async () => {
      await within(async ({ archives, finished, isTidy }) => {
        const draft = await archives.begin(dump);
        await draft?.append('a.json', text('{}'));
        expect((await finished()).size).toBe(0);
        await draft?.abort();
        await draft?.abort();
        expect((await finished()).size).toBe(0);
        expect(await isTidy()).toBe(true);
      });
    });

    test('leave out a file whose text fails, and go on', async () => {
      await within(async ({ archives, finished }) => {
        const draft = await archives.begin(dump);
        await draft?.append('a.json', text('1'));
        await expect(draft?.append('b.json', failing('2', '3'))).rejects.toThrow('no more text');
        await draft?.append('b.json', text('4'));
        await draft?.finish();
        expect([...((await finished()).get(dump.name) ?? [])]).toEqual([
          ['a.json', '1'],
          ['b.json', '4'],
        ]);
      });
    });

    test('have one archive of a name', async () => {
      await within(async ({ archives, finished }) => {
        const first = await archives.begin(dump);
        expect(await archives.begin(dump)).toBeNull();
        await first?.append('a.json', text('1'));
        await first?.finish();
        expect(await archives.begin(dump)).toBeNull();
        await first?.abort();
        expect([...(await finished()).keys()]).toEqual([dump.name]);
      });
    });

    test('have a name free again once it is given up', async () => {
      await within(async ({ archives, finished }) => {
        await (await archives.begin(dump))?.abort();
        const again = await archives.begin(dump);
        await again?.finish();
        expect([...(await finished()).keys()]).toEqual([dump.name]);
        await archives.remove(dump);
        await archives.remove(dump);
        expect((await finished()).size).toBe(0);
      });
    });

    test('have a copy of the store', async () => {
      await within(async ({ archives, finished }) => {
        const draft = await archives.begin(dump);
        await draft?.appendStore('store.db');
        await draft?.finish();
        expect((await finished()).get(dump.name)?.has('store.db')).toBe(true);
      });
    });
  });
}
