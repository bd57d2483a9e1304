/**
 * Encrypts the personal part of events (addresses, names, folder names, servers' words) with the tenant's data key.
 * Destroying the key erases that part everywhere at once.
 */
export abstract class Sealer {
  /** AES-256-GCM, bound to `context` (stream name and event id): a sealed part moved elsewhere does not open. */
  abstract seal(plain: string, context: string): string;
  /** The plain text, or undefined when its key has been destroyed. @throws when it was altered. */
  abstract open(sealed: string, context: string): string | undefined;
}
