import { Sealer } from '@mailhaul/application';
import { KeyFileRefused, makeKeyFile, readKeyFile } from './key-file.ts';
import { openBox, sealBox } from './seal-box.ts';
import { SealBroken } from './seal-broken.ts';

/** Begins every sealed string; a later way of sealing gets another one. */
const prefix = '1.';

/**
 * Seals with one key, kept in a file of its owner alone beside the event store. Remove the file and nothing that it sealed
 * can be read again, in any copy of the log.
 */
export class KeyFileSealer extends Sealer {
  readonly #key: Buffer | undefined;

  private constructor(key: Buffer | undefined) {
    super();
    this.#key = key;
  }

  /** Reads the key file, or makes it (mode 0600, durable) where there is none. @throws {KeyFileRefused} */
  static open(path: string): KeyFileSealer {
    return new KeyFileSealer(readKeyFile(path) ?? makeKeyFile(path) ?? readKeyFile(path));
  }

  /** Makes nothing: without a key file every part reads as destroyed. @throws {KeyFileRefused} */
  static openReadOnly(path: string): KeyFileSealer {
    return new KeyFileSealer(readKeyFile(path));
  }

  /** @throws {KeyFileRefused} there is no key. */
  override seal(plain: string, context: string): string {
    if (this.#key === undefined) throw new KeyFileRefused('there is no key to seal with');
    return prefix + sealBox(this.#key, plain, context).toString('base64url');
  }

  /** @throws {SealBroken} */
  override open(sealed: string, context: string): string | undefined {
    if (this.#key === undefined) return undefined;
    if (!sealed.startsWith(prefix)) {
      throw new SealBroken('a sealed part of an event is not in a known form');
    }
    const box = Buffer.from(sealed.slice(prefix.length), 'base64url');
    try {
      return openBox(this.#key, box, context).toString('utf8');
    } catch (cause) {
      throw new SealBroken('a sealed part of an event does not open with this key', { cause });
    }
  }
}
