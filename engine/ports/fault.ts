/** Named places where a simulator may delay, fail or crash the engine. */
export type FaultPoint =
  | 'task-registered'
  | 'write-dispatched'
  | 'dispatch-recorded'
  | 'settings-verified'
  | 'task-settled'
  | 'cancelation-marked'
  | 'host-prepared'
  | 'move-saved'
  | 'copy-sent'
  | 'delta-compared'
  | 'shards-activated'
  | 'clean-sent'
  | 'fleet-changed'
  | 'divergence-sent';

/**
 * A bug that can be planted to test the tests: each must be found by a checker (docs/simulation.md).
 * M1: whoever wants the turn of an index does not wait for writes that are under way.
 * M2: shards are activated without a delta pass, whatever the ledger says.
 * M3: copies and comparisons look at presence only, not at versions.
 * M4: deletions by id are not sent to nodes that are being given the shard.
 * M5: a repair pages by offset through documents that it deletes.
 * M6: a write that waited for its turn goes where the shards were before.
 * M7: a node that is being given several shards gets writes to the first of them only.
 * M8: the source of a move is cleaned before the target takes over.
 * M9: a move that is resumed takes its copy and its comparison for done.
 * M10: what a target missed while it was compared is cleared with what it had missed before.
 * M16: anti-entropy goes by wall clocks instead of versions.
 * M17: anti-entropy compares only the first two replicas of a shard.
 * M20: whoever moves shards goes on after it has lost its session.
 * M33: a node that holds more shards than it is asked for is not told to leave the others out.
 * M34: an answer that lacks shards does not say so.
 * M38: a write is acknowledged before it is recorded where it went.
 * M39: a replica that is behind is read like a clean one.
 * M40: nobody notices that a node has lost what it had.
 * M43: nodes are asked for one page of hits, however deep the page lies.
 * M44: hits that tie follow one another in the order in which nodes were fast.
 * M45: deletions by filter are not sent to nodes that are being given the shard.
 */
export type PlantedBug =
  | 'M1'
  | 'M2'
  | 'M3'
  | 'M4'
  | 'M5'
  | 'M6'
  | 'M7'
  | 'M8'
  | 'M9'
  | 'M10'
  | 'M16'
  | 'M17'
  | 'M20'
  | 'M33'
  | 'M34'
  | 'M38'
  | 'M39'
  | 'M40'
  | 'M43'
  | 'M44'
  | 'M45';

/** Does nothing in production. */
export interface Fault {
  at(point: FaultPoint): Promise<void>;
  /** Whether this bug is planted; never in production. */
  planted(bug: PlantedBug): boolean;
}

/** The {@link Fault} of a world that adds nothing of its own. */
export const noFault: Fault = {
  at: () => Promise.resolve(),
  planted: () => false,
};
