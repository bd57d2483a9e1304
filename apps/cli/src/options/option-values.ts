import { UsageError } from '../usage-error.ts';

/** `25MB`, `1.5 GB`, `4MiB`, `1048576` → bytes. @throws UsageError */
export function parseSize(text: string): number {
  const match = /^\s*(\d{1,12}(?:\.\d{1,6})?)\s*(B|k|kB|KB|KiB|M|MB|MiB|G|GB|GiB)?\s*$/u.exec(text);
  const factor = unitBytes[match?.[2] ?? 'B'];
  const bytes = Math.floor(Number(match?.[1]) * (factor ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes <= 0) {
    throw new UsageError(
      `${JSON.stringify(text)} is not a size`,
      'write a number with B, kB, MB, GB, KiB, MiB or GiB',
    );
  }
  return bytes;
}

/** `2024-01-31` (midnight UTC), `2024-01-31T12:00:00Z`, `90d` (before now) → seconds since 1970. @throws UsageError */
export function parseInstant(text: string, nowWallMs: number): number {
  const days = /^(\d{1,5})d$/u.exec(text);
  if (days !== null) return Math.floor(nowWallMs / 1000) - Number(days[1]) * 86_400;
  const isDate = /^\d{4}-\d{2}-\d{2}$/u.test(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/u.test(text);
  const ms = isDate || isInstant ? Date.parse(text) : Number.NaN;
  // Date.parse rolls 2024-02-31 over into March.
  const isReal = isDate ? new Date(ms || 0).toISOString().startsWith(text) : true;
  if (Number.isNaN(ms) || !isReal) {
    throw new UsageError(
      `${JSON.stringify(text)} is not a date`,
      'write 2024-01-31, 2024-01-31T12:00:00Z, or 90d for 90 days ago',
    );
  }
  return Math.floor(ms / 1000);
}

/** A whole number within bounds. @throws UsageError */
export function parseWhole(
  text: string,
  bounds: { readonly min: number; readonly max: number },
): number {
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(value >= bounds.min && value <= bounds.max)) {
    throw new UsageError(
      `${JSON.stringify(text)} is not a whole number from ${bounds.min} to ${bounds.max}`,
    );
  }
  return value;
}

/** What `parse` gives; a fault in it names the option. @throws UsageError */
export function named<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${option}: ${error.message}`, error.remedy, { cause: error });
  }
}

const unitBytes: Readonly<Record<string, number>> = {
  B: 1,
  k: 1e3,
  kB: 1e3,
  KB: 1e3,
  KiB: 1024,
  M: 1e6,
  MB: 1e6,
  MiB: 1024 ** 2,
  G: 1e9,
  GB: 1e9,
  GiB: 1024 ** 3,
};
