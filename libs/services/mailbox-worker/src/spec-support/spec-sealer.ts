import { Sealer } from '@mailhaul/application';

/** Hides nothing, but opens only what was sealed with that key for that place. For specs only. */
export class SpecSealer extends Sealer {
  readonly #key: string;

  constructor(key: Uint8Array) {
    super();
    this.#key = Buffer.from(key).toString('hex');
  }

  override seal(plain: string, context: string): string {
    return JSON.stringify([this.#key, context, plain]);
  }

  override open(sealed: string, context: string): string {
    const [key, bound, plain] = JSON.parse(sealed) as [string, string, string];
    if (key !== this.#key || bound !== context) throw new Error('sealed otherwise');
    return plain;
  }
}
