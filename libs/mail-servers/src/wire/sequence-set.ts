/** A `sequence-set` (RFC 3501 §9): inclusive ranges, `*` resolved. */
export type SequenceSet = readonly (readonly [from: number, to: number])[];

const rangesMax = 20_000;
const numberMax = 0xffff_ffff;

/** Undefined where the text is no sequence set, or has more ranges than we take. `largest` is what `*` stands for. */
export function parseSequenceSet(text: string, largest: number): SequenceSet | undefined {
  const parts = text.split(',', rangesMax + 1);
  if (parts.length > rangesMax) return undefined;
  const ranges: (readonly [number, number])[] = [];
  for (const part of parts) {
    const match = /^(\d{1,10}|\*)(?::(\d{1,10}|\*))?$/.exec(part);
    if (match === null) return undefined;
    const from = resolve(match[1] ?? '', largest);
    const to = match[2] === undefined ? from : resolve(match[2], largest);
    if (from === undefined || to === undefined) return undefined;
    ranges.push(from <= to ? [from, to] : [to, from]);
  }
  return ranges;
}

/** A `uid-set` in the order given, runs of ascending neighbours as ranges (RFC 4315 §3). */
export function formatUidSet(uids: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < uids.length;) {
    const from = uids[i] ?? 0;
    let j = i;
    while (uids[j + 1] === (uids[j] ?? 0) + 1) j += 1;
    parts.push(j === i ? String(from) : `${String(from)}:${String(uids[j])}`);
    i = j + 1;
  }
  return parts.join(',');
}

/** The ranges ascending and without overlap. */
export function mergeRanges(set: SequenceSet): SequenceSet {
  if (set.length < 2) return set;
  const sorted = [...set].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function resolve(text: string, largest: number): number | undefined {
  if (text === '*') return largest;
  const value = Number(text);
  return value >= 1 && value <= numberMax ? value : undefined;
}
