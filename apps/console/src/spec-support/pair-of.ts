import { type Pair, pairSchema } from '@mailhaul/contracts';

/** A mailbox that was never started, but for what is said of it. */
export function pairOf(changes: Partial<Pair>): Pair {
  return pairSchema.parse({
    ...{ id: crypto.randomUUID(), jobId: crypto.randomUUID() },
    ...{ source: 'anna@old', target: 'anna@new', priority: 1, isHeld: false },
    ...{ hasSourcePassword: false, hasTargetPassword: false, status: 'ready' },
    ...{ passCount: 0, generation: 1, updatedAt: Date.UTC(2026, 10, 23), revision: 1 },
    ...{ migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0, total: 0 },
    ...{ bytesMigrated: 0, investigate: 0, surplusReported: 0, parkedFolders: 0 },
    ...changes,
  });
}
