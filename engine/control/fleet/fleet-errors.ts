import { ApiError, invalidRequest } from '../../protocol/api-error.ts';

/** What is asked for contradicts what the fleet is now. */
function conflict(code: string, message: string): ApiError {
  return new ApiError(409, code, 'invalid_request', message);
}

/** The request is not what the route takes; `message` says what would be. */
export function malformedWish(message: string): ApiError {
  return invalidRequest('miroir_invalid_request', message);
}

export function nodeNotFound(node: string): ApiError {
  return new ApiError(
    404,
    'miroir_node_not_found',
    'invalid_request',
    `There is no node \`${node}\`.`,
  );
}

export function operationNotFound(id: string): ApiError {
  const message = `There is no operation \`${id}\`.`;
  return new ApiError(404, 'miroir_operation_not_found', 'invalid_request', message);
}

/** The group of a path: 404. */
export function replicaGroupNotFound(group: string): ApiError {
  const message = `There is no replica group ${group}.`;
  return new ApiError(404, 'miroir_replica_group_not_found', 'invalid_request', message);
}

/** The group of a body: 400. `known` are those that there are. */
export function unknownReplicaGroup(group: number, known: readonly number[]): ApiError {
  return invalidRequest(
    'miroir_replica_group_not_found',
    `There is no replica group ${group}; right would be one of ${known.join(', ')}. POST /_miroir/replica_groups adds a group with all of its nodes.`,
  );
}

export function nodeExists(message: string): ApiError {
  return conflict('miroir_node_exists', message);
}

export function nodeInUse(message: string): ApiError {
  return conflict('miroir_node_in_use', message);
}

export function lastNodeOfGroup(node: string, group: number): ApiError {
  return conflict(
    'miroir_last_node',
    `Node \`${node}\` is the last one of replica group ${group} that takes shards. Add or recover another one first, replace it, or remove the group.`,
  );
}

export function lastReplicaGroup(group: number): ApiError {
  const message = `Replica group ${group} is the last one: without it there would be no documents.`;
  return conflict('miroir_last_replica_group', message);
}

/** `lost` says which shards would be gone; `confirm` is what the body has to repeat. */
export function confirmationRequired(lost: string, confirm: string): ApiError {
  return conflict(
    'miroir_confirmation_required',
    `No other replica that is whole and answers is known of ${lost}: their documents would be lost. To do it all the same, send {"confirm": "${confirm}"}.`,
  );
}

export function groupTooSmall(message: string): ApiError {
  return invalidRequest('miroir_group_too_small', message);
}

export function nodeUnusable(node: string, reason: string): ApiError {
  const message = `Node \`${node}\` cannot join: ${reason}.`;
  return invalidRequest('miroir_node_unusable', message);
}

export function nodeNotEmpty(node: string, indexes: number): ApiError {
  return conflict(
    'miroir_node_not_empty',
    `Node \`${node}\` has ${indexes} indexes of its own, whose documents would turn up in searches. Delete them, or start it with an empty database, and add it again. A node of this fleet that was given up comes back by POST /_miroir/nodes/{id}/recover.`,
  );
}

export function unsafeMovement(refusal: string): ApiError {
  return conflict('miroir_unsafe_movement', `Shards do not move: ${refusal}.`);
}

/** Others changed the fleet at the same time, again and again. */
export function fleetBusy(): ApiError {
  const message = 'The fleet kept being changed by others. Nothing was done.';
  return new ApiError(503, 'miroir_fleet_busy', 'system', message);
}
