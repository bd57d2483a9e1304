import type { ContentHash } from '@mailhaul/kernel';
import { listWhole } from './list-items.ts';
import type { PassRun } from './pass-run.ts';

/**
 * Those of the hashes of which a copy claimed earlier is no longer in the folder. A user may have moved it out and back:
 * its new id must not be adopted for another item of equal bytes.
 */
export async function vanishedHashes(
  run: PassRun,
  t: number,
  hashes: ReadonlySet<ContentHash | undefined>,
): Promise<ReadonlySet<string>> {
  const { ledger } = run.context;
  const vanished = new Set<string>();
  if (hashes.size === 0) return vanished;
  const twins = [...ledger.claimsOf(t)].filter(
    ({ hash }) => hash !== undefined && hashes.has(hash),
  );
  if (twins.length === 0) return vanished;
  const fromId = Math.min(...twins.map(({ targetId }) => targetId));
  const { id } = ledger.target(t);
  const { items } = await run.targetControl.run((session) => listWhole(session, id, { fromId }));
  const present = new Set(items.map((item) => item.id));
  for (const twin of twins) if (!present.has(twin.targetId)) vanished.add(twin.hash ?? '');
  return vanished;
}
