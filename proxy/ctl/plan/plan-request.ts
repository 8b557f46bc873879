import type { NodeId } from '../../../engine/cluster/topology.ts';
import type { Groups } from './placement.ts';

/** What a fleet is planned for. */
export interface PlanRequest {
  readonly documents: number;
  /** The text of a document as JSON, on average. */
  readonly documentBytes: number;
  /** The nodes of each replica group, none of them empty. */
  readonly groups: Groups;
  /** At most the nodes of the smallest group. */
  readonly replicationFactor: number;
  /** How many nodes one group will ever have. */
  readonly nodesPerGroupMax: number;
  /** Shards that the index has already; undefined for an index that is yet to be created. */
  readonly shards: number | undefined;
  /** Bytes on a node's disk for each byte of document text. */
  readonly overhead: number;
  /** Names for nodes that are added, in turn; more than the largest group has nodes. */
  readonly spareNames: readonly NodeId[];
}
