/** What an archive is for: each kind has a folder and an ending of its own. */
export type ArchiveKind = 'dump' | 'snapshot';

/** An archive by its name, without folder and ending. */
export interface ArchiveName {
  readonly kind: ArchiveKind;
  readonly name: string;
}

/** The text of a file, in pieces. What makes them may wait, and may reject. */
export type FileText = AsyncIterable<string>;

/** An archive that is being written: nobody sees it under its name before it is finished. */
export interface ArchiveDraft {
  /**
   * Adds a file, whose path is relative. If `text` rejects, nothing of the file is kept, the archive is
   * as it was, and the rejection is passed on.
   */
  append(path: string, text: FileText): Promise<void>;
  /** Adds a copy of the task store as it is at a moment of the call. */
  appendStore(path: string): Promise<void>;
  /** Gives the archive its name, once all of it is kept. */
  finish(): Promise<void>;
  /** Throws everything away; does nothing once the archive is finished. Never rejects. */
  abort(): Promise<void>;
}

/** The way to archives that people keep: dumps, and what belongs to snapshots. */
export interface Archives {
  /** Begins an archive; null if there is one of this name, finished or not. Rejects if it cannot be written. */
  begin(archive: ArchiveName): Promise<ArchiveDraft | null>;
  /** Forgets a finished archive; nothing happens if there is none. */
  remove(archive: ArchiveName): Promise<void>;
}
