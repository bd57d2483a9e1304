import { Sealer } from '../ports/sealer.ts';

/** Hides nothing, but keeps the port's promises: bound to its context, unreadable once destroyed. For specs only. */
export class SpecSealer extends Sealer {
  #isDestroyed = false;

  destroy(): void {
    this.#isDestroyed = true;
  }

  override seal(plain: string, context: string): string {
    return Buffer.from(JSON.stringify([context, plain])).toString('base64');
  }

  override open(sealed: string, context: string): string | undefined {
    if (this.#isDestroyed) return undefined;
    const [bound, plain] = JSON.parse(Buffer.from(sealed, 'base64').toString()) as [string, string];
    if (bound !== context) throw new Error('sealed for another place');
    return plain;
  }
}
