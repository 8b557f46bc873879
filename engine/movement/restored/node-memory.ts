import type { Cluster } from '../../cluster/cluster.ts';
import type { NodeId, NodeRecord, Topology } from '../../cluster/topology.ts';

/** A task of a node. Two with the same number are told from one another by when they were enqueued. */
export interface KnownTask {
  readonly uid: number;
  /** As the node wrote it; undefined if it did not say. */
  readonly enqueuedAt: string | undefined;
}

/** What was known of a node when a request to it began: what its answer is compared with. */
export interface Recollection {
  /** How often the node had been found to have lost what it acknowledged. */
  readonly restorations: number;
  /** The highest task number that it had given out since then, as far as is known; {@link noTask} if none. */
  readonly newestTask: number;
}

/** A node that gave a number out again, or has forgotten one: it lost what it acknowledged. */
export interface Loss {
  readonly node: NodeId;
  /** How often that had been found before. */
  readonly restorations: number;
  /** The highest number that was known. */
  readonly known: number;
  /** The number that the node gave out again, or the highest that it has now. */
  readonly found: number;
}

/** Below every task number: what a node without tasks has for its newest one. */
export const noTask = -1;

/** So many tasks of a node are remembered until the next look at it; of more, the older are forgotten. */
const tasksMax = 10_000;

interface Known extends Recollection {
  /** What the node must still have, by number: what it was last seen to have, and what came since. */
  readonly tasks: Map<number, string>;
}

/**
 * The tasks that each node is known to have. Numbers only grow, so a node that falls back, or has
 * another task under a number, was restored from an older state, or wiped. That is counted in the
 * fleet, which all proxies share; here is what this proxy knows, and what it found and has not recorded
 * there yet.
 */
export class NodeMemory {
  readonly #cluster: Pick<Cluster, 'topology'>;
  readonly #known = new Map<NodeId, Known>();
  readonly #losses = new Map<NodeId, Loss>();
  #topology: Topology | undefined;
  #records: ReadonlyMap<NodeId, NodeRecord> = new Map();

  constructor(cluster: Pick<Cluster, 'topology'>) {
    this.#cluster = cluster;
  }

  /** To be called before a request is sent: what is learnt while it is under way proves nothing. */
  recall(node: NodeId): Recollection {
    const { restorations, newestTask } = this.#knownOf(node);
    return { restorations, newestTask };
  }

  /** Notes a task that was acknowledged some time since the node was restored so many times. */
  remember(node: NodeId, restorations: number, { uid, enqueuedAt }: KnownTask): void {
    const known = this.#knownOf(node);
    if (known.restorations !== restorations) return;
    if (enqueuedAt !== undefined) known.tasks.set(uid, enqueuedAt);
    for (const oldest of known.tasks.keys()) {
      if (known.tasks.size <= tasksMax) break;
      known.tasks.delete(oldest);
    }
    this.#known.set(node, { ...known, newestTask: Math.max(known.newestTask, uid) });
  }

  /** Notes a task that a node acknowledged; answers the loss that its number proves, if any. */
  acknowledged(node: NodeId, before: Recollection, task: KnownTask): Loss | undefined {
    if (task.uid <= before.newestTask) return this.#lose(node, before, task);
    this.remember(node, before.restorations, task);
    return undefined;
  }

  /** What a node must be able to show, by number and time: to be asked for next to its newest task. */
  expected(node: NodeId): ReadonlyMap<number, string> {
    return new Map(this.#knownOf(node).tasks);
  }

  /**
   * Notes the newest task that a node has, and those of the `expected` ones that it has; answers the
   * loss that they prove, if any. One that it lacks proves nothing, as old tasks may be deleted.
   */
  shown(
    node: NodeId,
    before: Recollection,
    newest: KnownTask,
    { expected, tasks }: { expected: ReadonlyMap<number, string>; tasks: readonly KnownTask[] },
  ): Loss | undefined {
    if (newest.uid < before.newestTask) return this.#lose(node, before, newest);
    const another = [newest, ...tasks].find(({ uid, enqueuedAt }) => {
      const known = expected.get(uid);
      return known !== undefined && enqueuedAt !== undefined && enqueuedAt !== known;
    });
    if (another !== undefined) return this.#lose(node, before, another);
    const known = this.#knownOf(node);
    if (known.restorations !== before.restorations) return undefined;
    for (const uid of expected.keys()) known.tasks.delete(uid);
    if (newest.uid !== noTask) this.remember(node, before.restorations, newest);
    return undefined;
  }

  /** Whether a node lost something that the ledger does not name yet: it is not to be relied on. */
  isDoubted(node: NodeId): boolean {
    return this.#lossOf(node) !== undefined || this.#recordOf(node)?.restored?.isMarked === false;
  }

  /** What this proxy found and the fleet does not know yet. */
  losses(): readonly Loss[] {
    return [...this.#losses.keys()].flatMap((node) => this.#lossOf(node) ?? []);
  }

  /** Whether a task is from before a node was found to be restored: what became of it cannot be told. */
  isLost({ node, restorations = 0 }: { node: NodeId; restorations?: number }): boolean {
    return restorations < this.#restorationsOf(node);
  }

  #lose(node: NodeId, before: Recollection, task: KnownTask): Loss | undefined {
    const restorations = this.#restorationsOf(node);
    // An answer from before the node was found to be restored says nothing of what it is now.
    if (before.restorations !== restorations) return undefined;
    const recorded = this.#recordOf(node)?.restored?.count ?? 0;
    const loss = { node, restorations: recorded, known: before.newestTask, found: task.uid };
    this.#losses.set(node, loss);
    this.#known.delete(node);
    this.remember(node, recorded + 1, task);
    return loss;
  }

  #knownOf(node: NodeId): Known {
    const restorations = this.#restorationsOf(node);
    const known = this.#known.get(node);
    if (known?.restorations === restorations) return known;
    return { restorations, newestTask: noTask, tasks: new Map() };
  }

  #restorationsOf(node: NodeId): number {
    const recorded = this.#recordOf(node)?.restored?.count ?? 0;
    return this.#lossOf(node) === undefined ? recorded : recorded + 1;
  }

  /** The loss that was found; undefined once the fleet knows of it, whoever recorded it. */
  #lossOf(node: NodeId): Loss | undefined {
    const loss = this.#losses.get(node);
    const recorded = this.#recordOf(node)?.restored?.count ?? 0;
    return loss?.restorations === recorded ? loss : undefined;
  }

  #recordOf(node: NodeId): NodeRecord | undefined {
    const { topology } = this.#cluster;
    if (topology !== this.#topology) {
      this.#topology = topology;
      this.#records = new Map(topology.nodes.map((record) => [record.id, record]));
      // A node that is gone may come back under the same name as another one.
      for (const map of [this.#known, this.#losses]) keepOnly(map, this.#records);
    }
    return this.#records.get(node);
  }
}

function keepOnly(map: Map<NodeId, unknown>, known: ReadonlyMap<NodeId, unknown>): void {
  for (const node of map.keys()) if (!known.has(node)) map.delete(node);
}
