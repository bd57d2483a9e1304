const hashBytes = 8;
const epochSeconds = 50;

/** Items of an intent as the ledger packs them, ten bytes long for each id, received in second 50 of 1970. */
export function packedItems(sourceIds: readonly number[]): string {
  const bytes = [...uint(sourceIds.length)];
  let [id, date] = [0, 0];
  for (const sourceId of sourceIds) {
    bytes.push(...uint(zigzag(sourceId - id)), ...uint(sourceId * 10));
    bytes.push(...uint(zigzag(epochSeconds - date)), ...new Uint8Array(hashBytes));
    [id, date] = [sourceId, epochSeconds];
  }
  return Buffer.from(bytes).toString('base64');
}

function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

function uint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...uint(Math.floor(value / 128))];
}
