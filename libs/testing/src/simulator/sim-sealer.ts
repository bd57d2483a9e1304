import { Sealer } from '@mailhaul/application';
import { assert } from '@mailhaul/kernel';

/** Seals by name only: a run must be repeatable, and nothing in it is personal. */
export class SimSealer extends Sealer {
  override seal(plain: string, context: string): string {
    return JSON.stringify([context, plain]);
  }

  override open(sealed: string, context: string): string {
    const [boundTo, plain] = JSON.parse(sealed) as [string, string];
    assert(boundTo === context, 'a sealed part opens only where it was sealed');
    return plain;
  }
}
