import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** This host since its boot, as ledgers name it; equal to no other where its boot cannot be told. */
export function hostIdentity(fallback: string): string {
  return `${hostname()}/${bootId() ?? fallback}`;
}

function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || undefined;
  } catch {
    // Only Linux has it.
    return undefined;
  }
}
