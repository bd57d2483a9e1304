import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

/** AES-256-GCM under a fresh random nonce: nonce, ciphertext, tag. Opens only with the same `context`. */
export function sealBox(key: Uint8Array, plain: string | Uint8Array, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const bytes = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain;
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** @throws {BoxBroken} it was altered, moved, or sealed with another key. */
export function openBox(key: Uint8Array, box: Uint8Array, context: string): Buffer {
  if (box.length < nonceBytes + tagBytes) throw new BoxBroken('too short');
  const nonce = box.subarray(0, nonceBytes);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(box.subarray(box.length - tagBytes));
  try {
    const body = box.subarray(nonceBytes, box.length - tagBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch (cause) {
    throw new BoxBroken('does not open', { cause });
  }
}

/** What fits is told by who knows what stood in it. */
export class BoxBroken extends Error {
  override readonly name = 'BoxBroken';
}
