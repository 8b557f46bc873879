import type { NodeId } from '../../cluster/topology.ts';
import type { MovePhase } from '../../ports/move-store.ts';

/** A repair or a move cannot be brought to an end now; it is tried again later. */
export class RepairFailure extends Error {
  override name = 'RepairFailure';
  /** Of a move. */
  readonly target: NodeId | undefined;
  readonly phase: MovePhase | undefined;

  constructor(message: string, move?: { readonly target: NodeId; readonly phase: MovePhase }) {
    super(message);
    this.target = move?.target;
    this.phase = move?.phase;
  }
}
