import { ipv4Fault, isIpv6 } from './ip-address.ts';

/**
 * What is wrong with an absolute URL, in the words of the Rust library that Meilisearch reads URLs with;
 * undefined if nothing is. It follows the URL standard, but that international names of hosts are only
 * looked at for characters that no host has.
 */
export function urlFault(text: string): string | undefined {
  const trimmed = withoutSpace(text);
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(trimmed)?.[0];
  if (scheme === undefined) return 'relative URL without a base';
  const rest = trimmed.slice(scheme.length);
  const name = scheme.slice(0, -1).toLowerCase();
  if (name === 'file') return fileFault(rest);
  if (namesHost.includes(name)) {
    const [authority = ''] = rest.replace(/^[/\\]+/, '').split(/[/\\?#]/);
    return authorityFault(authority, domainFault);
  }
  if (!rest.startsWith('//')) return undefined;
  const [authority = ''] = rest.slice(2).split(/[/?#]/);
  return authority === '' ? undefined : authorityFault(authority, opaqueHostFault);
}

/** The schemes whose URLs always name a host. */
const namesHost: readonly string[] = ['http', 'https', 'ws', 'wss', 'ftp'];

const emptyHost = 'empty host';

/** Control characters and spaces at the ends do not count, and line breaks nowhere. */
function withoutSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end).replaceAll(/[\t\n\r]/g, '');
}

type HostCheck = (host: string) => string | undefined;

function authorityFault(authority: string, check: HostCheck): string | undefined {
  const address = authority.slice(authority.lastIndexOf('@') + 1);
  const colon = portColon(address);
  const host = colon === undefined ? address : address.slice(0, colon);
  if (host === '') return emptyHost;
  const fault = check(host);
  if (fault !== undefined || colon === undefined) return fault;
  const port = address.slice(colon + 1);
  return /^\d*$/.test(port) && Number(port) <= 65_535 ? undefined : 'invalid port number';
}

/** Where the colon before the port is: not inside brackets. */
function portColon(address: string): number | undefined {
  let isInside = false;
  for (let at = 0; at < address.length; at += 1) {
    const character = address.charAt(at);
    if (character === '[') isInside = true;
    else if (character === ']') isInside = false;
    else if (character === ':' && !isInside) return at;
  }
  return undefined;
}

function fileFault(rest: string): string | undefined {
  if (!/^[/\\]{2}/.test(rest)) return undefined;
  const [host = ''] = rest.slice(2).split(/[/\\?#]/);
  // A drive of Windows is no host.
  return host === '' || /^[a-z][:|]$/i.test(host) ? undefined : domainFault(host);
}

function domainFault(host: string): string | undefined {
  if (host.startsWith('[')) return bracketFault(host);
  const domain = asDomain(host);
  if (domain === undefined || forbiddenInDomain.test(domain)) {
    return 'invalid international domain name';
  }
  return domain === '' ? emptyHost : ipv4Fault(domain);
}

function opaqueHostFault(host: string): string | undefined {
  if (host.startsWith('[')) return bracketFault(host);
  return forbiddenInHost.test(host) ? 'invalid domain character' : undefined;
}

function bracketFault(host: string): string | undefined {
  return host.endsWith(']') && isIpv6(host.slice(1, -1)) ? undefined : 'invalid IPv6 address';
}

// Control characters are what these are about.
// oxlint-disable-next-line no-control-regex
const forbiddenInHost = /[\0\t\n\r #/:<>?@[\\\]^|]/;
// oxlint-disable-next-line no-control-regex
const forbiddenInDomain = /[\0-\x20#/:<>?@[\\\]^`{|}%\x7f\ufffd]/;

/** Characters that the name of a host loses. */
const ignored = /[\u00ad\u200b\u2060\u2064\ufeff]/g;

/** The name with its percent-encoded bytes decoded, in one spelling; undefined if they are no text. */
function asDomain(host: string): string | undefined {
  let decoded: string;
  try {
    // A percent sign that encodes nothing stands for itself.
    decoded = decodeURIComponent(host.replaceAll(/%(?![\da-f]{2})/gi, '%25'));
  } catch {
    return undefined;
  }
  return decoded.replaceAll(ignored, '').normalize('NFKC').toLowerCase().replaceAll('\u3002', '.');
}
