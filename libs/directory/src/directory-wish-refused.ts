/** What was asked for is not in this directory. The message follows the field's name in a sentence. */
export class DirectoryWishRefused extends Error {
  override readonly name = 'DirectoryWishRefused';
  readonly field: 'group' | 'unit';

  constructor(field: 'group' | 'unit', message: string) {
    super(message);
    this.field = field;
  }
}
