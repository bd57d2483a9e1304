import { Sealer } from '@mailhaul/application';

/** Hides nothing, but opens only what was sealed for that place. For specs only. */
export class BoundSealer extends Sealer {
  override seal(plain: string, context: string): string {
    return JSON.stringify([context, plain]);
  }

  override open(sealed: string, context: string): string {
    const [bound, plain] = JSON.parse(sealed) as [string, string];
    if (bound !== context) throw new Error('sealed for another place');
    return plain;
  }
}
