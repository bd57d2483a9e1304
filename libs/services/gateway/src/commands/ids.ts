import { createHash } from 'node:crypto';

/** The namespace of what the gateway names by hashing. */
export const gatewayNamespace = '5b1e8a0c-7f64-4f0e-9d53-0a8a6f7f1c21';

/**
 * The version under which a command puts a secret: its own, so that one that is refused in the end never overwrites what
 * another has put. Below 2^53.
 */
export function secretVersionOf(commandId: string, which = ''): number {
  const hash = createHash('sha256').update(`${commandId}|${which}`).digest();
  return hash.readUIntBE(0, 6) + 1;
}
