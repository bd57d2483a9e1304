import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Random, uuid4 } from '@mailhaul/kernel';
import type { WorkerIdentity } from '@mailhaul/pass-runner';

/** This process as the ledger names it. Where the boot cannot be told from another, the host is never equal to itself. */
export function workerIdentity(random: Random, isAloneOnHost: boolean): WorkerIdentity {
  const id = uuid4(random);
  return { id, host: `${hostname()}/${bootId() ?? id}`, isAloneOnHost };
}

function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || undefined;
  } catch {
    // Only Linux has it; without it an earlier writer is waited for instead of being proven dead.
    return undefined;
  }
}
