/**
 * The revision that a form saves over: the latest one as long as what the form shows of it is as it was begun with,
 * else the one begun with, and the clash is told. A pass or a test that was noted meanwhile is no clash.
 */
export function knownRevision<T extends { readonly revision: number }>(
  { begun, latest }: { readonly begun: T; readonly latest: T },
  shown: (one: T) => unknown,
): number {
  const isSame = JSON.stringify(shown(begun)) === JSON.stringify(shown(latest));
  return isSame ? Math.max(begun.revision, latest.revision) : begun.revision;
}
