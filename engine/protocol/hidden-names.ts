import { markers } from './markers.ts';

// As long as the real one, so that positions in a message stay right.
const disguises = new Map(
  Object.values(markers).map((name) => [name, name.replace('_miroir_', '_nobody_')] as const),
);

/**
 * What a client writes in a filter, a sort rule or a list of facets, with the names of markers
 * turned into names that no document has: a node then refuses them like any unknown name.
 */
export function disguiseMarkers(text: string): string {
  let disguised = text;
  for (const [name, disguise] of disguises) disguised = disguised.replaceAll(name, disguise);
  return disguised;
}

/** {@link disguiseMarkers} for a JSON text, in which names may be written with escapes. */
export function disguiseJson(text: string): string {
  return disguiseMarkers(text.includes('\\u') ? JSON.stringify(JSON.parse(text)) : text);
}

/** What a node says about a disguised request, in the client's own words. */
export function revealMarkers(text: string): string {
  let revealed = text;
  for (const [name, disguise] of disguises) revealed = revealed.replaceAll(disguise, name);
  return revealed;
}
