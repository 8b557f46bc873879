/** A node as an operator believes it to be. */
export interface ImaginedNode {
  readonly id: string;
  readonly group: number;
  /** `leaving`: it was drained, or its group removed; `failed`: it was given up. */
  readonly state: 'active' | 'leaving' | 'failed';
}

/** The fleet as an operator believes it to be, if everything that was asked for is done. */
export interface ImaginedFleet {
  readonly nodes: readonly ImaginedNode[];
  /** Nodes that could be added. */
  readonly spares: readonly string[];
  /** How many groups there have been: the number of the next one. */
  readonly groups: number;
  readonly replicationFactor: number;
}

/** The groups that take shards, each with the nodes that do. */
export function activeGroups({
  nodes,
}: ImaginedFleet): ReadonlyMap<number, readonly ImaginedNode[]> {
  const active = nodes.filter(({ state }) => state === 'active');
  return Map.groupBy(active, ({ group }) => group);
}

/** The fleet once the first `count` spare nodes have joined `group`. */
export function withSpares(fleet: ImaginedFleet, group: number, count: number): ImaginedFleet {
  const joining = fleet.spares.slice(0, count);
  const added = joining.map((id): ImaginedNode => ({ id, group, state: 'active' }));
  return {
    ...fleet,
    nodes: [...fleet.nodes, ...added],
    spares: fleet.spares.slice(count),
    groups: Math.max(fleet.groups, group + 1),
  };
}

/** The fleet once the nodes of these names are in another state. */
export function withState(
  fleet: ImaginedFleet,
  names: readonly string[],
  state: ImaginedNode['state'],
): ImaginedFleet {
  const nodes = fleet.nodes.map((node) => (names.includes(node.id) ? { ...node, state } : node));
  return { ...fleet, nodes };
}
