/** A sealed part does not open although the key is there: it was altered, moved, or sealed with another key. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}
