import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isSystemError, Refusal } from './refusal.ts';

/** How many nodes there are and how copies are spread over them: fixed for the life of a fleet. */
export interface FleetShape {
  readonly nodes: number;
  readonly replicationFactor: number;
  readonly replicaGroups: number;
}

/** What a data folder remembers of its fleet, so that the next start continues with it. */
export interface FleetState extends FleetShape {
  readonly port: number;
  readonly nodePorts: readonly number[];
}

const stateFile = 'fleet.json';
const ownerFile = 'fleet.pid';
const count = z.int().min(1);
const port = z.int().min(1).max(65_535);

const stateSchema = z.strictObject({
  nodes: count,
  replicationFactor: count,
  replicaGroups: count,
  port,
  nodePorts: z.array(port),
});

/**
 * The node ids and replica groups of a fleet: `meili-0`, `meili-1` … in blocks, so that each group
 * has nodes with neighbouring numbers.
 */
export function fleetMembers(shape: FleetShape): { id: string; replicaGroup: number }[] {
  const groupSize = shape.nodes / shape.replicaGroups;
  return Array.from({ length: shape.nodes }, (_, index) => ({
    id: `meili-${index}`,
    replicaGroup: Math.floor(index / groupSize),
  }));
}

/** Throws a {@link Refusal} unless every group has enough nodes to hold its copies. */
export function checkShape(shape: FleetShape): void {
  const { nodes, replicaGroups, replicationFactor } = shape;
  const smallestGroup = Math.floor(nodes / replicaGroups);
  if (smallestGroup >= replicationFactor) return;
  throw new Refusal(
    `--replication-factor ${replicationFactor} with --replica-groups ${replicaGroups} needs at ` +
      `least ${replicationFactor * replicaGroups} nodes (each group holds every shard ` +
      `${replicationFactor} times); --nodes is ${nodes}.`,
  );
}

/**
 * What the data folder remembers, or nothing if it is new. Throws a {@link Refusal} if it belongs
 * to a fleet of another shape, whose documents would be looked for on the wrong nodes.
 */
export async function readFleetState(
  folder: string,
  shape: FleetShape,
): Promise<FleetState | undefined> {
  const file = join(folder, stateFile);
  const text = await readIfPresent(file);
  if (text === undefined) return undefined;
  const parsed = stateSchema.safeParse(parsedJson(text));
  if (!parsed.success) throw new Refusal(`${file} is damaged; delete ${folder} to start anew.`);
  const differences = [
    difference('--nodes', parsed.data.nodes, shape.nodes),
    difference('--replication-factor', parsed.data.replicationFactor, shape.replicationFactor),
    difference('--replica-groups', parsed.data.replicaGroups, shape.replicaGroups),
  ].flat();
  if (differences.length === 0) return parsed.data;
  throw new Refusal(
    `${folder} belongs to a fleet that was started with ${differences.join(' and ')}. ` +
      'Start it so, choose another --data folder, or delete this one.',
  );
}

/** Remembers the fleet of this data folder. */
export async function writeFleetState(folder: string, state: FleetState): Promise<void> {
  const draft = join(folder, `${stateFile}.${process.pid}`);
  await writeFile(draft, `${JSON.stringify(state, undefined, 2)}\n`);
  await rename(draft, join(folder, stateFile));
}

/**
 * Creates the data folder and marks it as used by this process; two fleets on one folder would
 * destroy each other's data. Throws a {@link Refusal} if another living process has it.
 */
export async function claimFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, ownerFile);
  const owner = Number(await readIfPresent(file));
  if (owner > 0 && owner !== process.pid && isAlive(owner)) {
    throw new Refusal(
      `${folder} is in use by the fleet of process ${owner}. Stop that one, or choose another ` +
        `--data folder. (If process ${owner} is something else, delete ${file}.)`,
    );
  }
  await writeFile(file, `${process.pid}\n`);
}

/** Undoes {@link claimFolder}. */
export async function releaseFolder(folder: string): Promise<void> {
  await rm(join(folder, ownerFile), { force: true });
}

function difference(flag: string, before: number, now: number): string[] {
  return before === now ? [] : [`${flag} ${before} (now ${now})`];
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Signal 0 only asks; a process of another user answers with a refusal, so it lives. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return isSystemError(error, 'EPERM');
  }
}
