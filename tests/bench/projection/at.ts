/** The value that so large a share of them does not exceed. */
export function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.trunc(share * sorted.length))] ?? Number.NaN;
}
