import { formatTime } from '../../base/time.ts';
import type { EngineContext } from '../../context.ts';
import type { Topology } from '../../cluster/topology.ts';
import { isInPlace } from './index-settling.ts';

/**
 * Notes that the fleet is as its operator wants it, once every shard of every index is in its place:
 * nodes that joined are full members then, and operations have succeeded. Rejects if the store fails.
 */
export async function settleFleet(context: EngineContext): Promise<void> {
  const { fleet } = context.cluster;
  if (context.session.trusted() === undefined) return;
  if (!isFleetInPlace(context)) return;
  const { store, clock } = context.ports;
  const isJoining = fleet.topology.nodes.some(({ state }) => state === 'joining');
  if (isJoining) {
    const { version: expected, paused } = fleet;
    const topology = withMembers(fleet.topology);
    await store.changeFleet({ expected, topology, paused, operation: null });
  }
  // Only once for each fleet, as far as this proxy knows.
  if (context.settledFleet.isKnown(fleet.version)) return;
  await store.finishOperations(fleet.version, formatTime(clock.wallMs()));
  context.settledFleet.note(fleet.version);
}

/** Whether every index is where the fleet wants it, as far as this proxy knows. */
export function isFleetInPlace(context: EngineContext): boolean {
  return context.catalogue.all().every((index) => isInPlace(context, index));
}

function withMembers(topology: Topology): Topology {
  const nodes = topology.nodes.map((node) =>
    node.state === 'joining' ? ({ ...node, state: 'active' } as const) : node,
  );
  return { ...topology, nodes };
}

/** The newest fleet whose operations this proxy knows to have ended. */
export class SettledFleet {
  #version = 0;

  isKnown(version: number): boolean {
    return version <= this.#version;
  }

  note(version: number): void {
    this.#version = version;
  }
}
