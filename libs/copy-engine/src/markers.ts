import { hash } from 'node:crypto';

/** Where a source item stands: what makes its marker. */
export interface MarkedPlace {
  /** The mailbox, as its connector knows it. */
  readonly identity: string;
  readonly folderId: string;
  readonly generation: number;
}

const purpose = 'mailhaul item marker 1';
const markerBytes = 16;

/**
 * The markers of one folder's items: 22 characters of base64url, the same in every pass, on every machine and without a ledger, for they
 * are made of nothing but where the item stands. A hash, so that they say nothing about anybody who does not know that place already.
 */
export class Markers {
  readonly #key: string;

  constructor({ identity, folderId, generation }: MarkedPlace) {
    this.#key = hash('sha256', JSON.stringify([purpose, identity, folderId, generation]), 'hex');
  }

  of(id: number): string {
    const digest = hash('sha256', `${this.#key} ${id}`, 'buffer');
    return digest.subarray(0, markerBytes).toString('base64url');
  }
}
