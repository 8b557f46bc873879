/** Parts encoded at once: few enough for a small text, which costs far less than joining them all. */
const partsAtOnce = 128;

/** The UTF-8 bytes of a body that is given as text or as parts in order. */
export function encodeBody(body: string | readonly string[]): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  const texts: string[] = [];
  for (let from = 0; from < body.length; from += partsAtOnce) {
    texts.push(body.slice(from, from + partsAtOnce).join(''));
  }
  const bytes = Buffer.allocUnsafe(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0));
  let at = 0;
  for (const text of texts) at += bytes.write(text, at);
  return bytes;
}
