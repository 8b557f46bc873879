/** The master key of every simulated node: no client may ever see it. */
export const nodeKey = 'simNodeKey';
