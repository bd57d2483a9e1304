import { Sealer, TenantSealers } from '@mailhaul/application';

/** Seals nothing, so that a spec reads what is in the log. */
export class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}

export class PlainSealers extends TenantSealers {
  override of(): Promise<Sealer> {
    return Promise.resolve(new PlainSealer());
  }

  override keyFor(): Promise<Uint8Array> {
    throw new Error('no thread asks here');
  }

  override destroy(): Promise<void> {
    throw new Error('nothing is destroyed here');
  }
}
