import { createHash } from 'node:crypto';
import type { Random } from './random.ts';

/** A random UUID, version 4 (RFC 9562 §5.4). */
export function uuid4(random: Random): string {
  return formatUuid(random.bytes(16), 4);
}

/** The UUID, version 5 (RFC 9562 §5.5), of `name` inside the namespace UUID: equal inputs give equal ids. */
export function uuid5(namespace: string, name: string): string {
  const hash = createHash('sha1');
  hash.update(Buffer.from(namespace.replaceAll('-', ''), 'hex'));
  hash.update(name, 'utf8');
  return formatUuid(hash.digest().subarray(0, 16), 5);
}

function formatUuid(bytes: Uint8Array, version: number): string {
  const b = Buffer.from(bytes);
  b[6] = ((b[6] ?? 0) & 0x0f) | (version << 4);
  b[8] = ((b[8] ?? 0) & 0x3f) | 0x80;
  const hex = b.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
