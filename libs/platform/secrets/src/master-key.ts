import { createHash } from 'node:crypto';
import { keyBytes, KeyFileRefused, makeKeyFile, readKeyFile } from './key-file.ts';
import { openBox, sealBox } from './seal-box.ts';

/** Where the master key is: a file of its owner alone, or 32 bytes in Base64 from the environment. */
export type MasterKeySource = { readonly file: string } | { readonly value: string };

/** The given text is no master key. The message does not repeat it. */
export class MasterKeyRefused extends Error {
  override readonly name = 'MasterKeyRefused';
}

/** Another master key than the one that the secrets were encrypted with; nothing was written. */
export class MasterKeyWrong extends Error {
  override readonly name = 'MasterKeyWrong';
  constructor(path: string, ids: { readonly given: string; readonly wanted: string }) {
    super(
      `the secrets in ${path} were encrypted with the master key ${ids.wanted}, and the one given is ${ids.given}: ` +
        'give that one, or a backup of it',
    );
  }
}

const idBytes = 8;

/** Encrypts data keys and nothing else. Its id tells it from others and gives nothing away. */
export class MasterKey {
  readonly id: string;
  readonly #key: Uint8Array;

  private constructor(key: Uint8Array) {
    this.#key = key;
    this.id = idOfKey('mailhaul master key', key).subarray(0, idBytes).toString('hex');
  }

  /**
   * `mayMake`: a file that is missing is made (mode 0600, durable). @throws {KeyFileRefused} the file cannot be used, or is
   * missing where it was needed. @throws {MasterKeyRefused}
   */
  static from(source: MasterKeySource, { mayMake }: { readonly mayMake: boolean }): MasterKey {
    if ('value' in source) return new MasterKey(keyOfText(source.value));
    const { file } = source;
    const made = () => (mayMake ? (makeKeyFile(file) ?? readKeyFile(file)) : undefined);
    const key = readKeyFile(file) ?? made();
    if (key !== undefined) return new MasterKey(key);
    throw new KeyFileRefused(
      `the key file ${file} is missing, and secrets were encrypted with it: put a backup of it in its place`,
    );
  }

  wrap(dataKey: Uint8Array, place: WrapPlace): Uint8Array {
    return sealBox(this.#key, dataKey, this.#context(place));
  }

  /** @throws {BoxBroken} */
  unwrap(wrapped: Uint8Array, place: WrapPlace): Buffer {
    return openBox(this.#key, wrapped, this.#context(place));
  }

  #context({ tenant, keyId }: WrapPlace): string {
    return JSON.stringify(['data-key', tenant, keyId, this.id]);
  }
}

/** What a wrapped key is bound to, beside the master key's id. */
export interface WrapPlace {
  readonly tenant: string;
  readonly keyId: string;
}

/** A one-way name of a random key. */
export function idOfKey(purpose: string, key: Uint8Array): Buffer {
  return createHash('sha256').update(`${purpose}\n`).update(key).digest();
}

function keyOfText(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  const isSame = bytes.toString('base64').replace(/=+$/, '') === text.trim().replace(/=+$/, '');
  if (isSame && bytes.length === keyBytes) return bytes;
  throw new MasterKeyRefused(
    `the master key is not ${keyBytes} bytes in Base64: make one with "openssl rand -base64 ${keyBytes}"`,
  );
}
