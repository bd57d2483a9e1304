import type { ItemEvidence } from './hash-items.ts';
import type { ExpectedItem } from './match-expected.ts';

/** An item that cannot be read any more has what its twin of equal bytes has: else that one would be given its copy. */
export function shareEvidence(
  found: Map<Pick<ExpectedItem, 'hash'>, ItemEvidence>,
  expected: readonly Pick<ExpectedItem, 'hash'>[],
): void {
  const byHash = new Map([...found.values()].map((evidence) => [evidence.hash, evidence]));
  for (const item of expected) {
    const twin = item.hash === undefined ? undefined : byHash.get(item.hash);
    if (twin !== undefined && !found.has(item)) found.set(item, twin);
  }
}
