import type { Handler, Route, RouteMaker } from '../../protocol/route-table.ts';
import type { RoutedRequest } from '../../protocol/routed-request.ts';
import { beginRebalance, grantWish, setPaused } from './change-fleet.ts';
import type { FleetWish } from './fleet-wish.ts';
import { getOperation, listOperations } from './operations.ts';
import {
  parseAddGroup,
  parseAddNode,
  parseNodeState,
  parseNothing,
  parseRemoveGroup,
  parseRemoveNode,
  parseReplaceNode,
  parseSetReplication,
} from './parse-wish.ts';
import { getRebalanceStatus } from './rebalance-status.ts';

/** The routes by which operators change the fleet and follow what comes of it. */
export function fleetRoutes(admin: RouteMaker): readonly Route[] {
  const node = '/_miroir/nodes/{id}';
  return [
    admin('POST', '/_miroir/nodes', granting(parseAddNode)),
    admin('DELETE', node, granting(parseRemoveNode)),
    admin(
      'POST',
      `${node}/drain`,
      granting((request) => parseNodeState('drain-node', request)),
    ),
    admin(
      'POST',
      `${node}/fail`,
      granting((request) => parseNodeState('fail-node', request)),
    ),
    admin(
      'POST',
      `${node}/recover`,
      granting((request) => parseNodeState('recover-node', request)),
    ),
    admin('POST', `${node}/replace`, granting(parseReplaceNode)),
    admin('POST', '/_miroir/replica_groups', granting(parseAddGroup)),
    admin('DELETE', '/_miroir/replica_groups/{group}', granting(parseRemoveGroup)),
    admin('POST', '/_miroir/replication', granting(parseSetReplication)),
    admin('POST', '/_miroir/rebalance', rebalance),
    admin('POST', '/_miroir/rebalance/pause', pausing(true)),
    admin('POST', '/_miroir/rebalance/resume', pausing(false)),
    admin('GET', '/_miroir/rebalance/status', getRebalanceStatus),
    admin('GET', '/_miroir/operations', listOperations),
    admin('GET', '/_miroir/operations/{id}', getOperation),
  ];
}

function granting(parse: (request: RoutedRequest) => FleetWish): Handler {
  return async (context, request) => grantWish(context, parse(request));
}

function pausing(paused: boolean): Handler {
  return async (context, request) => {
    parseNothing(request);
    return setPaused(context, paused);
  };
}

const rebalance: Handler = async (context, request) => {
  parseNothing(request);
  return beginRebalance(context);
};
