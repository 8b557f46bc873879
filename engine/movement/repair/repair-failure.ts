/** A repair that came to nothing, for now; the replica stays behind. */
export class RepairFailure extends Error {
  override name = 'RepairFailure';
}
