import { Sealer } from '@mailhaul/application';
import { DataKey, TenantErased } from './data-key.ts';
import { openBox, sealBox } from './seal-box.ts';
import { SealBroken } from './seal-broken.ts';

/** Begins every sealed string, before the key's id; `1.` is KeyFileSealer's. */
const prefix = '2.';

/** Seals the events of one tenant: `2.KEY-ID.BOX`. */
export class DataKeySealer extends Sealer {
  readonly #key: DataKey;

  constructor(key: DataKey) {
    super();
    this.#key = key;
  }

  /** @throws {TenantErased} */
  override seal(plain: string, context: string): string {
    const { id, bytes } = this.#key;
    if (bytes === undefined) throw new TenantErased();
    return `${prefix}${id}.${sealBox(bytes, plain, bound(context)).toString('base64url')}`;
  }

  /** @throws {SealBroken} */
  override open(sealed: string, context: string): string | undefined {
    const [form, keyId, body, ...rest] = sealed.split('.');
    if (`${form}.` !== prefix || body === undefined || rest.length > 0) {
      throw new SealBroken('a sealed part of an event is not in a known form');
    }
    const { id, bytes } = this.#key;
    if (keyId !== id) throw new SealBroken('a sealed part of an event belongs to another key');
    if (bytes === undefined) return undefined;
    try {
      return openBox(bytes, Buffer.from(body, 'base64url'), bound(context)).toString('utf8');
    } catch (cause) {
      throw new SealBroken('a sealed part of an event was altered or moved', { cause });
    }
  }
}

/** The sealer of a bare data key, in a thread that got it by message (TenantSealers.keyFor). */
export function sealerOfKey(dataKey: Uint8Array): Sealer {
  return new DataKeySealer(DataKey.of(dataKey));
}

/** No secret's place reads like it. */
function bound(context: string): string {
  return `event|${context}`;
}
