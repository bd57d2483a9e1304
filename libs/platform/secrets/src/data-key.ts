import { idOfKey } from './master-key.ts';

const idBytes = 6;

/** A tenant's key. Everybody holds this one object: once destroyed, it is destroyed for all. */
export class DataKey {
  /** A hash of the key: what it seals names it. */
  readonly id: string;
  #bytes: Uint8Array | undefined;

  constructor(id: string, bytes: Uint8Array | undefined) {
    this.id = id;
    this.#bytes = bytes;
  }

  static of(bytes: Uint8Array): DataKey {
    return new DataKey(dataKeyId(bytes), bytes);
  }

  get bytes(): Uint8Array | undefined {
    return this.#bytes;
  }

  destroy(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }
}

export function dataKeyId(bytes: Uint8Array): string {
  return idOfKey('mailhaul data key', bytes).subarray(0, idBytes).toString('base64url');
}

/** The tenant's key was destroyed: nothing more is encrypted for it. */
export class TenantErased extends Error {
  override readonly name = 'TenantErased';
  constructor() {
    super('the key of this tenant was destroyed: nothing more is encrypted for it');
  }
}
