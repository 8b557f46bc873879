import type { EngineContext } from '../context.ts';
import { type NetworkRecord, noNetwork } from '../ports/network-store.ts';
import { ApiError, notSupported } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { requireFeature } from './features.ts';
import { applyNetworkChange } from './network-change.ts';
import { parseNetworkChange } from './parse-network.ts';

/** The network that a client has described, as last read from the store. Nothing is sent to it. */
export class Network {
  #record: NetworkRecord = noNetwork;

  /** Takes over what it is now. */
  replace(record: NetworkRecord): void {
    this.#record = record;
  }

  get record(): NetworkRecord {
    return this.#record;
  }
}

/** `GET /network` */
export async function getNetwork(context: EngineContext): Promise<Answer> {
  requireNetwork(context);
  return describe(context.network.record);
}

/** How often a change is made anew because another proxy has made one meanwhile. */
const attemptsMax = 10;

/** `PATCH /network`: what is described is kept and shown; Miroir alone says where documents are. */
export async function updateNetwork(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const change = parseNetworkChange(request);
  requireNetwork(context);
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const { record } = context.network;
    const { network, sharding } = applyNetworkChange(record, change);
    if (sharding) {
      throw notSupported(
        'Miroir spreads documents over its own nodes: `sharding` cannot be enabled. Nothing was done.',
      );
    }
    if (await context.ports.store.replaceNetwork(record, network)) return describe(network);
    await context.shared.refresh();
  }
  throw new ApiError(503, 'miroir_write_interrupted', 'system', busy);
}

const busy = 'The network is being changed by many at once. Nothing was done.';

function requireNetwork(context: EngineContext): void {
  requireFeature(context, 'network', 'Using the /network route');
}

function describe(network: NetworkRecord): Answer {
  return { status: 200, body: networkText(network) };
}

/** A network as Meilisearch writes it, as JSON text. */
export function networkText({ self, remotes }: NetworkRecord): string {
  const described = remotes.map(({ name, ...remote }) => {
    return `${JSON.stringify(name)}:${JSON.stringify(remote)}`;
  });
  return `{"self":${JSON.stringify(self)},"remotes":{${described.join(',')}},"sharding":false}`;
}
