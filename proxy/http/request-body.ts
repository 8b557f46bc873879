import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { unreachable } from '../../engine/base/assert.ts';
import type { RequestBody } from '../../engine/ports/http.ts';
import { decodeContent } from './content-coding.ts';

/** A request's body, or why there is none to hand on. */
export type ReadBody =
  | RequestBody
  /** It is not in the encoding that it claims to be in. */
  | { readonly kind: 'undecodable' }
  /** The client broke off. */
  | { readonly kind: 'aborted' };

/** Reads a body of at most `limitBytes`, decoded; of a larger one only what shows that it is. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<ReadBody> {
  if (announcesTooMuch(request, limitBytes)) return { kind: 'too-large', limitBytes };
  const received = await receive(request, limitBytes);
  if (!Buffer.isBuffer(received)) return received;
  const decoded = await decodeContent(received, request.headers['content-encoding'], limitBytes);
  switch (decoded.kind) {
    case 'decoded':
      return textOf(decoded.bytes);
    case 'too-large':
      return { kind: 'too-large', limitBytes };
    case 'broken':
      return { kind: 'undecodable' };
    default:
      return unreachable(decoded);
  }
}

/** Whether the headers alone tell that the body is too large. */
export function announcesTooMuch(request: IncomingMessage, limitBytes: number): boolean {
  return Number(request.headers['content-length'] ?? 0) > limitBytes;
}

function receive(request: IncomingMessage, limitBytes: number): Promise<Buffer | ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let receivedBytes = 0;
    request.on('data', (chunk: Buffer) => {
      receivedBytes += chunk.length;
      if (receivedBytes <= limitBytes) {
        chunks.push(chunk);
        return;
      }
      request.removeAllListeners('data').pause();
      resolve({ kind: 'too-large', limitBytes });
    });
    request.once('end', () => resolve(Buffer.concat(chunks, receivedBytes)));
    request.once('error', () => resolve({ kind: 'aborted' }));
    request.once('close', () => resolve({ kind: 'aborted' }));
  });
}

function textOf(bytes: Buffer): RequestBody {
  if (isUtf8(bytes)) return { kind: 'text', text: bytes.toString('utf8') };
  return { kind: 'invalid-utf8', validText: validPrefix(bytes) };
}

/** The text before the first byte that is not UTF-8. */
function validPrefix(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  let offsetBytes = 0;
  let start = 0;
  // A replacement character stands for a bad byte, unless the client has sent it as such.
  for (let at = text.indexOf(replacement); at >= 0; at = text.indexOf(replacement, start)) {
    offsetBytes += Buffer.byteLength(text.slice(start, at));
    if (!bytes.subarray(offsetBytes, offsetBytes + 3).equals(replacementBytes)) {
      return text.slice(0, at);
    }
    offsetBytes += replacementBytes.length;
    start = at + 1;
  }
  return text;
}

const replacement = '\uFFFD';
const replacementBytes = Buffer.from(replacement);
