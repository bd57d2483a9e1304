/** The person asked for something that cannot be done as asked; shown without a stack, ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** One sentence: what to do instead. */
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
