import { forEachMember } from '../../base/json/scan.ts';
import { compareCodePoints } from '../../base/order.ts';

const vectorsName = '_vectors';
const regenerated = 'regenerate';

/**
 * What of a stored document must be the same on every replica, as text that can be compared: its
 * members by name, for each node lists them in an order of its own. All hidden members count. Vectors
 * that a node makes itself do not: two nodes may well make different ones of one document.
 */
export function contentOf(text: string): string {
  const members: string[] = [];
  forEachMember(text, 0, (name, _keyStart, valueStart, valueEnd) => {
    const value = text.slice(valueStart, valueEnd);
    members.push(`${JSON.stringify(name)}:${name === vectorsName ? givenVectors(value) : value}`);
  });
  return `{${members.toSorted(compareCodePoints).join(',')}}`;
}

/** The value of `_vectors` by embedder, without the vectors that nodes made. */
function givenVectors(value: string): string {
  if (!value.startsWith('{')) return value;
  const embedders: string[] = [];
  forEachMember(value, 0, (name, _keyStart, valueStart, valueEnd) => {
    const vectors = value.slice(valueStart, valueEnd);
    embedders.push(`${JSON.stringify(name)}:${isRegenerated(vectors) ? regenerated : vectors}`);
  });
  return `{${embedders.toSorted(compareCodePoints).join(',')}}`;
}

function isRegenerated(vectors: string): boolean {
  let found = false;
  if (!vectors.startsWith('{')) return found;
  forEachMember(vectors, 0, (name, _keyStart, valueStart, valueEnd) => {
    if (name === regenerated) found = vectors.slice(valueStart, valueEnd) === 'true';
  });
  return found;
}
