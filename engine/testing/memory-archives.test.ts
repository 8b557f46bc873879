import { describeArchives } from './archives-contract.ts';
import { MemoryArchives } from './memory-archives.ts';

describeArchives('archives in memory', async (act) => {
  const archives = new MemoryArchives();
  await act({
    archives,
    finished: async () =>
      new Map([...archives.finished].map(([key, files]) => [key.replace('dump/', ''), files])),
    isTidy: async () => true,
  });
});
