import { isBaseUrl, nodeIdPattern, rightAddress, rightNodeId } from '../../cluster/node-address.ts';
import type { GroupId } from '../../cluster/topology.ts';
import { bodyText, queryValue, type RoutedRequest } from '../../protocol/routed-request.ts';
import { malformedWish, replicaGroupNotFound } from './fleet-errors.ts';
import type { FleetWish, NewNode } from './fleet-wish.ts';

// What requests that change the fleet say. Each throws `miroir_invalid_request` naming what would be right.

type Fields = Readonly<Record<string, unknown>>;

/** `POST /_miroir/nodes` */
export function parseAddNode(request: RoutedRequest): FleetWish {
  const fields = bodyFields(request, ['id', 'address', 'replica_group']);
  const group = fields['replica_group'] ?? 0;
  if (!isCount(group)) throw wrong('replica_group', group, 'the number of a replica group');
  return { kind: 'add-node', node: newNode(fields), replicaGroup: group };
}

/** `POST /_miroir/nodes/{id}/drain`, `…/fail`, `…/recover` */
export function parseNodeState(
  kind: 'drain-node' | 'fail-node' | 'recover-node',
  request: RoutedRequest,
): FleetWish {
  bodyFields(request, []);
  return { kind, node: nodeOf(request) };
}

/** `DELETE /_miroir/nodes/{id}?force=true` */
export function parseRemoveNode(request: RoutedRequest): FleetWish {
  const force = queryValue(request.query, 'force') ?? 'false';
  if (force !== 'true' && force !== 'false') throw wrong('force', force, 'true or false');
  const confirm = confirmOf(request);
  return { kind: 'remove-node', node: nodeOf(request), force: force === 'true', confirm };
}

/** `POST /_miroir/nodes/{id}/replace` */
export function parseReplaceNode(request: RoutedRequest): FleetWish {
  const by = newNode(bodyFields(request, ['id', 'address']));
  return { kind: 'replace-node', node: nodeOf(request), by };
}

/** `POST /_miroir/replica_groups` */
export function parseAddGroup(request: RoutedRequest): FleetWish {
  const given = bodyFields(request, ['nodes'])['nodes'];
  const right = 'the nodes of the group, as a list of {id, address}';
  if (!Array.isArray(given) || given.length === 0) throw wrong('nodes', given, right);
  const nodes = given.map((node: unknown, place) => {
    const within = `nodes[${place}]`;
    if (!isFields(node)) throw wrong(within, node, 'an object with id and address');
    refuseOthers(node, ['id', 'address'], `${within}.`);
    return newNode(node, `${within}.`);
  });
  return { kind: 'add-group', nodes };
}

/** `DELETE /_miroir/replica_groups/{group}` */
export function parseRemoveGroup(request: RoutedRequest): FleetWish {
  const text = request.parameters['group'] ?? '';
  if (!/^\d{1,4}$/.test(text)) throw replicaGroupNotFound(text);
  const group: GroupId = Number(text);
  return { kind: 'remove-group', group, confirm: confirmOf(request) };
}

/** `POST /_miroir/replication` */
export function parseSetReplication(request: RoutedRequest): FleetWish {
  const factor = bodyFields(request, ['replication_factor'])['replication_factor'];
  if (!isCount(factor) || factor === 0) {
    throw wrong('replication_factor', factor, 'a whole number from 1');
  }
  return { kind: 'set-replication', replicationFactor: factor };
}

/** Checks that nothing is sent where there is nothing to say. */
export function parseNothing(request: RoutedRequest): void {
  bodyFields(request, []);
}

function confirmOf(request: RoutedRequest): string | null {
  const confirm = bodyFields(request, ['confirm'])['confirm'] ?? null;
  if (confirm !== null && typeof confirm !== 'string') {
    throw wrong('confirm', confirm, 'the text that the refusal named');
  }
  return confirm;
}

function newNode(fields: Fields, within = ''): NewNode {
  const { id, address } = fields;
  if (typeof id !== 'string' || !nodeIdPattern.test(id))
    throw wrong(`${within}id`, id, rightNodeId);
  if (typeof address !== 'string' || !isBaseUrl(address)) {
    throw wrong(`${within}address`, withoutCredentials(address), rightAddress);
  }
  return { id, address };
}

function nodeOf(request: RoutedRequest): string {
  return request.parameters['id'] ?? '';
}

/** The members of a JSON body; none if it is empty. */
function bodyFields(request: RoutedRequest, known: readonly string[]): Fields {
  const text = bodyText(request);
  if (text.trim() === '') return {};
  const fields = parsed(text);
  if (!isFields(fields)) throw malformedWish('The body is not a JSON object.');
  refuseOthers(fields, known, '');
  return fields;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformedWish('The body is not valid JSON.');
  }
}

function refuseOthers(fields: Fields, known: readonly string[], within: string): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const right = known.length === 0 ? 'nothing' : known.join(', ');
  throw malformedWish(`There is no field \`${within}${unknown}\` here; right would be ${right}.`);
}

function wrong(field: string, value: unknown, right: string): Error {
  const state = value === undefined ? 'is not given' : `is ${JSON.stringify(value)}`;
  return malformedWish(`\`${field}\` ${state}; right would be ${right}.`);
}

// A refusal repeats what it refuses, and answers are logged by those who ask.
function withoutCredentials(address: unknown): unknown {
  return typeof address === 'string' ? address.replace(/\/\/[^/@]*@/, '//(hidden)@') : address;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
