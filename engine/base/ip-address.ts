/** What is wrong with a host that ends like an IPv4 address, as the URL standard has it. */
export function ipv4Fault(domain: string): string | undefined {
  const labels = domain.split('.');
  if (labels.length > 1 && labels.at(-1) === '') labels.pop();
  if (!isNumber(labels.at(-1) ?? '')) return undefined;
  const values = labels.map(valueOf);
  const last = values.pop() ?? Number.NaN;
  const isAddress =
    values.length <= 3 &&
    values.every((value) => value <= 255) &&
    last < 256 ** (4 - values.length);
  return isAddress ? undefined : 'invalid IPv4 address';
}

/** Whether `text` is an IPv6 address, without its brackets. */
export function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const pieces = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  let count = pieces.length;
  if (pieces.at(-1)?.includes('.') === true && !text.endsWith('::')) {
    if (!dotted.test(pieces.pop() ?? '')) return false;
    count += 1;
  }
  if (!pieces.every((piece) => /^[\da-f]{1,4}$/i.test(piece))) return false;
  return halves.length === 2 ? count <= 7 : count === 8;
}

const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const dotted = new RegExp(`^${byte}(?:\\.${byte}){3}$`);

function isNumber(label: string): boolean {
  return /^(?:\d+|0x[\da-f]*)$/.test(label);
}

/** The number that a part of an IPv4 address stands for; not a number if it stands for none. */
function valueOf(label: string): number {
  if (label === '') return Number.NaN;
  if (label.startsWith('0x')) return numberIn(label.slice(2), /^[\da-f]*$/, 16);
  if (label.length > 1 && label.startsWith('0')) return numberIn(label.slice(1), /^[0-7]*$/, 8);
  return numberIn(label, /^\d+$/, 10);
}

function numberIn(digits: string, pattern: RegExp, radix: number): number {
  if (!pattern.test(digits)) return Number.NaN;
  return digits === '' ? 0 : Number.parseInt(digits, radix);
}
