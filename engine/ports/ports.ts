import type { Archives } from './archive.ts';
import type { Clock } from './clock.ts';
import type { Fault } from './fault.ts';
import type { Logs } from './logs.ts';
import type { Metrics } from './metrics.ts';
import type { NodeClient } from './node-client.ts';
import type { Random } from './random.ts';
import type { Signatures } from './signatures.ts';
import type { RemoteClient } from './remote-client.ts';
import type { Spawner } from './spawner.ts';
import type { TaskStore } from './task-store.ts';
import type { Trace } from './trace.ts';

/** Everything that the engine may ask of the world. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly nodes: NodeClient;
  readonly remotes: RemoteClient;
  readonly archives: Archives;
  readonly store: TaskStore;
  readonly spawner: Spawner;
  readonly trace: Trace;
  readonly metrics: Metrics;
  readonly logs: Logs;
  readonly fault: Fault;
  readonly signatures: Signatures;
}
