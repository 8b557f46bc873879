import { type Members, readMembers } from '../../settings/members.ts';
import { settingOf } from '../../settings/setting-names.ts';

/** How long the vectors are that documents bring for an embedder themselves, by its name. */
export type GivenDimensions = ReadonlyMap<string, number>;

/** The embedders of an index whose vectors its documents bring. */
export function givenDimensions(settings: Members): GivenDimensions {
  const embedders = settingOf(settings, 'embedders');
  if (!embedders.startsWith('{')) return new Map();
  const dimensions = Array.from(readMembers(embedders), ([name, text]) => {
    const { source, dimensions: length }: { source?: unknown; dimensions?: unknown } =
      JSON.parse(text);
    return source === 'userProvided' && typeof length === 'number' ? [[name, length] as const] : [];
  });
  return new Map(dimensions.flat());
}

/** A write of documents, in the order of its payload. */
export interface VectorWrite {
  readonly ids: readonly string[];
  /** The exact text of each. */
  readonly documents: readonly string[];
  /** Whether the index holds a document: then it keeps its vectors where a write says nothing of them. */
  readonly isKnown: (id: string) => boolean;
}

/**
 * The places of documents that a node might refuse for their vectors, with all others of the same ids. A
 * document that is new must bring vectors for each embedder, if only to say that it has none.
 */
export function doubtfulVectors(
  { ids, documents, isKnown }: VectorWrite,
  dimensions: GivenDimensions,
): readonly number[] {
  const doubtful = new Set<string>();
  for (const [place, document] of documents.entries()) {
    const id = ids[place] ?? '';
    const vectors = vectorsOf(document);
    const surely = vectors === undefined ? isKnown(id) : areFine(vectors, dimensions, isKnown(id));
    if (!surely) doubtful.add(id);
  }
  return [...documents.keys()].filter((place) => doubtful.has(ids[place] ?? ''));
}

/** Undefined: it says nothing of vectors. Parsing is faster than a search for the member. */
function vectorsOf(document: string): unknown {
  if (!document.includes('_vectors') && !document.includes('\\u')) return undefined;
  const { _vectors: vectors }: { readonly _vectors?: unknown } = JSON.parse(document);
  return vectors;
}

function areFine(vectors: unknown, dimensions: GivenDimensions, isKnown: boolean): boolean {
  if (typeof vectors !== 'object' || vectors === null || Array.isArray(vectors)) return false;
  const given = new Map<string, unknown>(Object.entries(vectors));
  // Nor are those of other embedders a plain value.
  if ([...given.values()].some((value) => typeof value !== 'object')) return false;
  return [...dimensions].every(([name, length]) =>
    given.has(name) ? isFine(given.get(name), length) : isKnown,
  );
}

function isFine(value: unknown, length: number): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return isVector(value, length) || isList(value, length);
  if (typeof value !== 'object') return false;
  const { embeddings, regenerate, ...others }: { embeddings?: unknown; regenerate?: unknown } =
    value;
  return (
    regenerate === false &&
    Object.keys(others).length === 0 &&
    Array.isArray(embeddings) &&
    (isVector(embeddings, length) || isList(embeddings, length))
  );
}

/** More vectors than this of one document are for a node to judge. */
const vectorsMax = 100;

function isList(values: readonly unknown[], length: number): boolean {
  return values.length <= vectorsMax && values.every((value) => isVector(value, length));
}

function isVector(value: unknown, length: number): boolean {
  return (
    Array.isArray(value) &&
    value.length === length &&
    value.every((number) => typeof number === 'number' && Math.abs(number) < 1e30)
  );
}
