import { parseArgs } from 'node:util';
import type { NodeId } from '../../../engine/cluster/topology.ts';
import { limits } from '../../../engine/limits.ts';
import { checkShape, fleetMembers } from '../../demo/fleet-state.ts';
import { Refusal } from '../../demo/refusal.ts';
import { checkedArguments, wholeNumber } from '../command-flags.ts';
import type { Groups } from './placement.ts';
import type { PlanRequest } from './plan-request.ts';

/** What `npm run plan` was asked for, complete and checked. */
export interface PlanOptions {
  readonly request: PlanRequest;
  readonly json: boolean;
}

/**
 * Bytes on a node's disk for each byte of document text. Measured on 20 000 short texts of which
 * every word is searchable (`npm run bench -- plan`): longer documents, and fields that are not
 * searchable, need less.
 */
export const overheadDefault = 25;

const nodesMax = 256;
const groupSizeMax = 4096;
const documentsMax = 1e12;
const documentBytesMax = 1e9;
const overheadMax = 1000;

export const helpText = `Says how many shards an index needs, what each node holds, and what later changes would copy.

  npm run plan -- [flags]

  --documents COUNT           documents of the index: 50m                      (1m)
  --document-bytes COUNT      JSON text of one document, on average: 2k        (1k)
  --nodes COUNT               Meilisearch nodes now, in all groups             (3)
  --replica-groups N          groups, each with a full copy                    (1)
  --replication-factor N      copies of each shard in a group                  (2)
  --growth FACTOR             how many times the documents, and with them the
                              nodes of a group, will ever be: 3x               (2x)
  --nodes-per-group-max N     instead of --growth: most nodes a group will ever have
  --shards COUNT              of an index that exists already                  (8 for each of those nodes)
  --overhead FACTOR           disk bytes for each byte of document text        (${overheadDefault}, measured)
  --names A,B,…               ids of the nodes, group by group, then of nodes to add
                                                                               (meili-0, meili-1, …)
  --json                      the same figures for programs
  --help                      this text

k, m and g stand for thousands, millions and thousands of millions.
`;

const flags = {
  documents: { type: 'string', default: '1m' },
  'document-bytes': { type: 'string', default: '1k' },
  nodes: { type: 'string', default: '3' },
  'replica-groups': { type: 'string', default: '1' },
  'replication-factor': { type: 'string', default: '2' },
  growth: { type: 'string' },
  'nodes-per-group-max': { type: 'string' },
  shards: { type: 'string' },
  overhead: { type: 'string', default: String(overheadDefault) },
  names: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line. Throws a {@link Refusal} that names the flag, its value and what would
 * be right.
 */
export function parseFlags(argv: readonly string[]): PlanOptions | 'help' {
  const { values } = parseArgs({ args: checkedArguments(argv, flags), options: flags });
  if (values.help) return 'help';
  const shape = {
    nodes: wholeNumber('--nodes', values.nodes, 1, nodesMax),
    replicaGroups: wholeNumber('--replica-groups', values['replica-groups'], 1, nodesMax),
    replicationFactor: wholeNumber(
      '--replication-factor',
      values['replication-factor'],
      1,
      nodesMax,
    ),
  };
  checkShape(shape);
  const largestGroup = Math.ceil(shape.nodes / shape.replicaGroups);
  const names = nodeNames(values.names, shape.nodes, largestGroup);
  const request: PlanRequest = {
    documents: scaledNumber('--documents', values.documents, documentsMax),
    documentBytes: scaledNumber('--document-bytes', values['document-bytes'], documentBytesMax),
    groups: groupsOf(shape, names),
    spareNames: names.slice(shape.nodes),
    replicationFactor: shape.replicationFactor,
    nodesPerGroupMax: largestGroupEver(values, largestGroup),
    shards:
      values.shards === undefined
        ? undefined
        : wholeNumber('--shards', values.shards, 1, limits.shardsMax),
    overhead: factor('--overhead', values.overhead, /^(\d+(?:\.\d+)?)$/, overheadMax),
  };
  return { request, json: values.json };
}

const multiples = { '': 1, k: 1e3, m: 1e6, g: 1e9 } as const;

/** A count such as `50m`. */
function scaledNumber(flag: string, text: string, max: number): number {
  const [, digits, letter = ''] = /^(\d+(?:\.\d+)?)([kmg]?)$/i.exec(text) ?? [];
  const multiple = Object.entries(multiples).find(([name]) => name === letter.toLowerCase())?.[1];
  // Decimal fractions times a power of ten may miss the whole number by a hair.
  const value = Number(((Number(digits) || 0) * (multiple ?? 1)).toPrecision(15));
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new Refusal(
    `${flag} ${text}: expected a whole number from 1 to ${scaledText(max)}, such as 250, 2k, 1.5m or 3g.`,
  );
}

function scaledText(value: number): string {
  return value >= 1e9 ? `${value / 1e9}g` : String(value);
}

function factor(flag: string, text: string, pattern: RegExp, max: number): number {
  const value = Number(pattern.exec(text)?.[1]);
  if (value >= 1 && value <= max) return value;
  throw new Refusal(`${flag} ${text}: expected a factor from 1 to ${max}, such as 1.5 or 3.`);
}

interface GrowthValues {
  readonly growth?: string | undefined;
  readonly 'nodes-per-group-max'?: string | undefined;
}

/** How many nodes a group will ever have, by whichever of the two flags was given. */
function largestGroupEver(values: GrowthValues, now: number): number {
  const { growth, 'nodes-per-group-max': most } = values;
  if (most === undefined) {
    const timesMax = Math.floor(groupSizeMax / now);
    const times = factor('--growth', growth ?? '2x', /^(\d+(?:\.\d+)?)x?$/i, timesMax);
    return Math.ceil(Number((times * now).toPrecision(12)));
  }
  if (growth === undefined) return wholeNumber('--nodes-per-group-max', most, now, groupSizeMax);
  throw new Refusal(
    `--nodes-per-group-max ${most} with --growth ${growth}: expected one of the two, as both say how large a group becomes.`,
  );
}

/** Names for the nodes now and for as many more as a further group needs. */
function nodeNames(text: string | undefined, nodes: number, largestGroup: number): string[] {
  const given = text?.split(',').map((name) => name.trim()) ?? [];
  if (text !== undefined && (given.length < nodes || given.includes(''))) {
    throw new Refusal(
      `--names ${text}: expected at least ${nodes} names, one for each node, with commas between them.`,
    );
  }
  const twice = given.find((name, index) => given.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Refusal(`--names ${text}: expected names that differ; ${twice} is there twice.`);
  }
  const wanted = nodes + largestGroup;
  const usual = Array.from({ length: wanted + given.length }, (_, index) => `meili-${index}`);
  const free = usual.filter((name) => !given.includes(name));
  return [...given, ...free].slice(0, Math.max(wanted, given.length));
}

function groupsOf(
  shape: {
    readonly nodes: number;
    readonly replicaGroups: number;
    readonly replicationFactor: number;
  },
  names: readonly NodeId[],
): Groups {
  const members = fleetMembers(shape);
  return Array.from({ length: shape.replicaGroups }, (_, group) =>
    names.filter((_name, index) => members[index]?.replicaGroup === group),
  );
}
