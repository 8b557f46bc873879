/** What may be the name of a node: it is part of the placement, of paths and of labels of metrics. */
export const nodeIdPattern = /^[A-Za-z0-9._-]{1,100}$/;

/** What a refusal says would be the right name, after "right would be". */
export const rightNodeId = 'up to 100 letters, digits, dots, hyphens and underscores';

/** What a refusal says would be the right address, after "right would be". */
export const rightAddress = 'a URL such as http://meili-0:7700, without credentials, path or query';

const baseUrl = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?\/?$/i;

/** Whether `address` is the URL of a server: a scheme, a host, perhaps a port, and nothing else. */
export function isBaseUrl(address: string): boolean {
  const match = baseUrl.exec(address);
  if (match === null) return false;
  const port = match[1] ?? '1';
  return Number(port) >= 1 && Number(port) <= 65_535;
}

/** Whether two addresses for which {@link isBaseUrl} holds are written differently at most. */
export function isSameAddress(left: string, right: string): boolean {
  return plain(left) === plain(right);
}

function plain(address: string): string {
  const withoutSlash = address.toLowerCase().replace(/\/$/, '');
  return withoutSlash.replace(/^(http:.*):80$/, '$1').replace(/^(https:.*):443$/, '$1');
}
