import { unreachable } from '../../engine/base/assert.ts';
import { must } from '../../engine/base/assert.ts';
import { type Fault, type FaultItem, mover } from '../plan/fault-item.ts';
import type { Trigger } from '../plan/trigger.ts';
import type { FaultEvent } from '../trace/record.ts';
import type { World } from './world.ts';

/** Has every fault of a plan begin, and end, at its time after `startMicros` or after its event. */
export function scheduleFaults(
  world: World,
  faults: readonly FaultItem[],
  startMicros: number,
): void {
  for (const fault of faults) {
    if (fault.on === undefined) scheduleAt(world, fault, startMicros + fault.atMs * 1000);
    else scheduleAfter(world, fault, fault.on);
  }
}

function scheduleAt(world: World, fault: Fault, micros: number): void {
  at(world, micros, `fault ${fault.kind}`, () => strike(world, fault));
  if (!needsSnapshot(fault)) return;
  const { node, ageMs } = fault;
  at(world, micros - ageMs * 1000, 'fault snapshot', () => world.node(node).keepSnapshot());
}

function scheduleAfter(world: World, fault: Fault, trigger: Trigger): void {
  if (!needsSnapshot(fault)) {
    after(world, trigger, `fault ${fault.kind}`, () => strike(world, fault));
    return;
  }
  // What was stored before the event was not kept, for nobody knew that it would come.
  const ageMs = Math.min(fault.ageMs, trigger.delayMs);
  const keptAt = { ...trigger, delayMs: trigger.delayMs - ageMs };
  after(world, keptAt, 'fault snapshot', () => world.node(fault.node).keepSnapshot());
  after(world, trigger, `fault ${fault.kind}`, () => strike(world, { ...fault, ageMs }));
}

type AgedFault = Extract<Fault, { readonly node: string; readonly ageMs: number }>;

/** Whether a fault takes something back to what it was before. */
function needsSnapshot(fault: Fault): fault is AgedFault {
  return fault.kind === 'restore' || (fault.kind === 'rot' && fault.what === 'revert');
}

function strike(world: World, fault: Fault): void {
  switch (fault.kind) {
    case 'cut':
      cut(world, fault);
      break;
    case 'swizzle':
      swizzle(world, fault);
      break;
    case 'slow-link':
      note(world, 'slow-link', fault.links.join(' '));
      world.links.slow(fault.links, fault.factor);
      later(world, fault.forMs, () => world.links.slow(fault.links, 1));
      break;
    case 'lossy-link':
      note(world, 'lossy-link', fault.links.join(' '));
      world.links.lose(fault.links, fault.chance);
      later(world, fault.forMs, () => world.links.keep(fault.links, fault.chance));
      break;
    case 'crash':
      world.crash(processOf(world, fault), fault.restartAfterMs);
      break;
    case 'pause':
      pause(world, fault);
      break;
    case 'clock-jump':
      note(world, 'clock-jump', fault.process);
      world.clock(fault.process).jump(fault.byMs);
      break;
    case 'client-dies':
      note(world, 'client-dies', fault.client);
      world.client(fault.client)?.die();
      break;
    case 'disk-full':
    case 'slow-node':
    case 'wipe':
    case 'restore':
      strikeNode(world, fault);
      break;
    case 'rot':
      if (world.node(fault.node).rot(fault) > 0) note(world, 'rot', fault.node);
      break;
    default:
      unreachable(fault);
  }
}

type NodeFault = Extract<Fault, { kind: 'disk-full' | 'slow-node' | 'wipe' | 'restore' }>;

function strikeNode(world: World, fault: NodeFault): void {
  const node = world.node(fault.node);
  note(world, fault.kind, fault.node);
  switch (fault.kind) {
    case 'disk-full':
      node.fillDisk(true);
      later(world, fault.forMs, () => node.fillDisk(false));
      break;
    case 'slow-node':
      node.slow(fault.factor);
      later(world, fault.forMs, () => node.slow(1));
      break;
    case 'wipe':
      world.network.reset(fault.node);
      node.wipe();
      break;
    case 'restore':
      world.network.reset(fault.node);
      node.restoreSnapshot(fault.ageMs * 1000);
      break;
    default:
      unreachable(fault);
  }
}

function cut(world: World, { links, refuse, forMs }: Extract<Fault, { kind: 'cut' }>): void {
  note(world, refuse ? 'refuse' : 'cut', links.join(' '));
  world.links.cut(links, refuse);
  later(world, forMs, () => {
    note(world, 'mend', links.join(' '));
    world.links.mend(links, refuse);
  });
}

/** Cuts in one order during the first half, mends in another during the second. */
function swizzle(world: World, { links, forMs }: Extract<Fault, { kind: 'swizzle' }>): void {
  const half = forMs / 2;
  for (const link of links) {
    const cutAfterMs = world.draws.below(`swizzle ${link}`, half + 1);
    const mendAfterMs = half + world.draws.below(`unswizzle ${link}`, half + 1);
    const one = { kind: 'cut', links: [link], refuse: false } as const;
    later(world, cutAfterMs, () => cut(world, { ...one, forMs: mendAfterMs - cutAfterMs }));
  }
}

/** The process that a fault strikes. */
function processOf(world: World, { process }: { readonly process: string }): string {
  if (process !== mover) return process;
  return must(world.changes.moves.at(-1), 'the last step of a move').proxy;
}

function pause(world: World, fault: Extract<Fault, { kind: 'pause' }>): void {
  const process = processOf(world, fault);
  const { forMs } = fault;
  const life = world.process(process);
  note(world, 'pause', process);
  life.pause();
  later(world, forMs, () => {
    note(world, 'resume', process);
    world.kernel.resume(life);
  });
}

function note(world: World, kind: FaultEvent['kind'], target: string): void {
  world.faults.push({ at: world.kernel.now, kind, target });
}

/** Undoes a fault when its time is over, unless all faults have been healed by then. */
function later(world: World, forMs: number, undo: () => void): void {
  at(world, world.kernel.now + Math.floor(forMs) * 1000, 'fault ends', undo);
}

function after(world: World, trigger: Trigger, label: string, act: () => void): void {
  const actInChaos = (): void => {
    if (world.isChaotic) act();
  };
  world.triggers.when({ trigger, label, owner: null, act: actInChaos });
}

function at(world: World, micros: number, label: string, act: () => void): void {
  world.kernel.schedule(micros - world.kernel.now, label, null, () => {
    if (world.isChaotic) act();
  });
}
