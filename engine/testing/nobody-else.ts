import type { NodeReply } from '../ports/node-client.ts';

/** What comes of asking a server that is no node, in a world that has none. */
export const nobodyElse: NodeReply = {
  kind: 'failure',
  failure: 'refused',
  message: 'there is nobody else in this world',
};
