/** Something asked the machine for what only the plan may decide. */
export class NondeterminismError extends Error {
  override name = 'NondeterminismError';
}
