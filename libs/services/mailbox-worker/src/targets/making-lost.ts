/** Another worker makes the target by now, or may soon: nothing more is done and nothing is told. */
export class MakingLost extends Error {
  override readonly name = 'MakingLost';
}

/** It is not made, and a person looks: the code says why, the words what was heard. */
export class MakingRefused extends Error {
  override readonly name = 'MakingRefused';
  readonly code: string;
  /** Personal. */
  readonly words: string;

  constructor(code: string, words = '') {
    super(code);
    this.code = code;
    this.words = words;
  }
}
