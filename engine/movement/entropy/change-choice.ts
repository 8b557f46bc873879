import { must } from '../../base/assert.ts';
import { compareCodePoints } from '../../base/order.ts';
import type { NodeId } from '../../cluster/topology.ts';
import { isRight, type ReplicaCopy } from './resolution.ts';

/** A document that replicas differ by. */
export interface Divergence {
  readonly id: string;
  readonly copies: readonly ReplicaCopy[];
  /** What every replica ought to have; null: nothing. */
  readonly wanted: string | null;
}

/** What makes a replica right. */
export interface ReplicaChange {
  readonly node: NodeId;
  /** Exact texts by id. */
  readonly copies: ReadonlyMap<string, string>;
  /** Ids. */
  readonly removals: readonly string[];
}

/** What is done about divergences now. */
export interface ChosenChanges {
  readonly changes: readonly ReplicaChange[];
  /** Documents that are the same everywhere afterwards. */
  readonly resolved: number;
  /** Ids of documents that are left for the next turn. */
  readonly open: readonly string[];
}

/**
 * Chooses the replica that is right about most documents, and makes the others right about these. It
 * is not changed itself, so that whoever is changed and stays in the ledger has a clean source to be
 * repaired from; what it is wrong about comes next.
 */
export function chooseChanges(divergences: readonly Divergence[]): ChosenChanges {
  const nodes = [...new Set(divergences.flatMap(({ copies }) => copies.map(({ node }) => node)))];
  const [reference] = nodes
    .toSorted(compareCodePoints)
    .map((node) => ({ node, right: divergences.filter((one) => isRightOn(one, node)) }))
    .toSorted((left, right) => right.right.length - left.right.length);
  if (reference === undefined) return { changes: [], resolved: 0, open: [] };
  const { right } = reference;
  const changes = nodes
    .filter((node) => node !== reference.node)
    .map((node) => changeOf(node, right))
    .filter(({ copies, removals }) => copies.size > 0 || removals.length > 0);
  const resolved = new Set(right);
  const open = divergences.filter((one) => !resolved.has(one)).map(({ id }) => id);
  return { changes, resolved: resolved.size, open };
}

function changeOf(node: NodeId, divergences: readonly Divergence[]): ReplicaChange {
  const wrong = divergences.filter((one) => !isRightOn(one, node));
  const copies = wrong.flatMap(({ id, wanted }): [string, string][] =>
    wanted === null ? [] : [[id, wanted]],
  );
  const removals = wrong.filter(({ wanted }) => wanted === null).map(({ id }) => id);
  return { node, copies: new Map(copies), removals };
}

function isRightOn({ copies, wanted }: Divergence, node: NodeId): boolean {
  return isRight(
    must(
      copies.find((copy) => copy.node === node),
      `a copy on ${node}`,
    ),
    wanted,
  );
}
