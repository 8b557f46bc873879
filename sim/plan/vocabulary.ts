/**
 * Words that nobody takes for one another: no two are within two typos, none begins another, and no
 * two of them make a third. Who searches for one finds the documents that contain it, and no others.
 */
export const vocabulary = [
  'walnut',
  'zephyr',
  'glacier',
  'mosaic',
  'pilgrim',
  'thunder',
  'velvet',
  'quartz',
  'jungle',
  'saffron',
  'obelisk',
  'kestrel',
  'fjord',
  'lagoon',
  'cipher',
  'orchid',
] as const;

/** Values of the attribute `kind`. */
export const kinds = ['red', 'green', 'blue', 'amber', 'ivory'] as const;
