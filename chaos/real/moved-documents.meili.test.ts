import { afterEach, expect, test } from 'vitest';
import { must } from '../../engine/base/assert.ts';
import { shardFor, wantedReplicas } from '../checkers/rendezvous.ts';
import { compareNodes, untilAtRest } from './comparison.ts';
import { films, loadFilms, stableFilms } from './films.ts';
import { MovingFleet } from './moving-fleet.ts';

const shards = 64;
const count = 3200;
const nodesBefore = 3;
/**
 * How many shards a node is drawn to is luck of its name: of 64, `meili-4` gets 14 where 16 would be
 * even, and `meili-3` 22. Whatever it is drawn to, no more than that is copied.
 */
const joining = 'meili-4';

const configuration = {
  scatter: { node_timeout_ms: 1000 },
  session: { renew_interval_ms: 200, lease_ms: 1500 },
  movement: { max_concurrent_migrations: shards },
};

let fleet: MovingFleet | undefined;

afterEach(async () => {
  await fleet?.stop();
  fleet = undefined;
});

test.each([1, 2])(
  'a node that joins three with %i replicas is copied its share, once',
  async (replicationFactor) => {
    const moving = await MovingFleet.start({
      replicationFactor,
      shards,
      proxies: 1,
      configuration,
    });
    fleet = moving;
    await loadFilms(moving, count);
    const node = await moving.startNode(joining);
    const body = { id: joining, address: node.url, replica_group: 0 };
    await moving.untilDone(await moving.begin('POST /_miroir/nodes', body));
    await untilAtRest(moving);

    const copied = await copiedDocuments(moving);
    const share = documentsDrawnTo(joining, replicationFactor);
    expect(copied).toBe(share);
    const even = (replicationFactor * count) / (nodesBefore + 1);
    expect(copied).toBeLessThanOrEqual(1.1 * even);

    const promised = new Map(stableFilms(count).map((one) => [one.id, [{ ...one }]] as const));
    const expectation = { index: films, shards, replicationFactor, promised };
    const { violations, compared } = await compareNodes(moving, expectation);
    expect(violations).toEqual([]);
    expect(compared).toBe(replicationFactor * count);
  },
);

/** Documents that moves copied, and that comparisons copied after them. */
async function copiedDocuments(moving: MovingFleet): Promise<number> {
  const proxy = must(moving.proxies[0], 'a proxy');
  const moved = await moving.metric(proxy, 'miroir_rebalance_documents_migrated_total');
  const repaired = await moving.metric(proxy, 'miroir_repair_documents_total', 'action="copied"');
  return moved + repaired;
}

/** The documents of the shards that hashing gives to a node that joins. */
function documentsDrawnTo(node: string, replicationFactor: number): number {
  const ids = [...Array.from({ length: nodesBefore }, (_, place) => `meili-${place}`), node];
  const nodes = ids.map((id) => ({ id, replicaGroup: 0 }));
  const members = { nodes, replicaGroups: 1, replicationFactor };
  return stableFilms(count).filter(({ id }) =>
    wantedReplicas(members, shardFor(String(id), shards))
      .flat()
      .includes(node),
  ).length;
}
