/**
 * The UTF-8 bytes of a body that is given as text or as parts in order. Parts are written one after
 * another into the place they are sent from: joining them first would copy the whole once more.
 */
export function encodeBody(body: string | readonly string[]): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  let size = 0;
  for (const part of body) size += Buffer.byteLength(part);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of body) at += bytes.write(part, at);
  return bytes;
}
