import type { EngineContext } from '../context.ts';
import type { ArchiveDraft, ArchiveKind } from '../ports/archive.ts';
import { archiveName } from './archive-name.ts';

/** An archive that is being written, and what it will be called. */
export interface BegunArchive {
  readonly name: string;
  readonly draft: ArchiveDraft;
}

/** Begins an archive that is called after this moment; after a later one, if that name is taken. */
export async function beginArchive(
  context: EngineContext,
  kind: ArchiveKind,
): Promise<BegunArchive> {
  const { clock, archives } = context.ports;
  for (let wallMs = Math.floor(clock.wallMs()); ; wallMs += 1) {
    const name = archiveName(wallMs);
    const draft = await archives.begin({ kind, name });
    if (draft !== null) return { name, draft };
  }
}
