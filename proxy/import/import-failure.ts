/** A dump cannot be imported, for a reason that its operator should read. */
export class ImportFailure extends Error {
  override name = 'ImportFailure';
}
