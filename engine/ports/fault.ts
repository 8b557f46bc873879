/** Named places where a simulator may delay, fail or crash the engine. */
export type FaultPoint =
  | 'task-registered'
  | 'write-dispatched'
  | 'dispatch-recorded'
  | 'settings-verified'
  | 'task-settled';

/**
 * A bug that can be planted to test the tests: each must be found by a checker (docs/simulation.md).
 * M5: a repair pages by offset through documents that it deletes.
 * M33: a node that holds more shards than it is asked for is not told to leave the others out.
 * M34: an answer that lacks shards does not say so.
 * M38: a write is acknowledged before it is recorded where it went.
 * M43: nodes are asked for one page of hits, however deep the page lies.
 * M44: hits that tie follow one another in the order in which nodes were fast.
 */
export type PlantedBug = 'M5' | 'M33' | 'M34' | 'M38' | 'M43' | 'M44';

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
