/** An index could not be read as a whole this time. */
export class ReadingFailure extends Error {
  override name = 'ReadingFailure';
  /** Whether somebody wrote to the index meanwhile, and nothing else is wrong. */
  readonly isChange: boolean;

  constructor(message: string, isChange = false) {
    super(message);
    this.isChange = isChange;
  }
}
