import type { ItemId } from '@mailhaul/connector-contract';

export const uidMax = 0xffff_ffff;

/** Ascending ids as an IMAP sequence set, ranges joined. */
export function formatUidSet(ids: readonly ItemId[]): string {
  const parts: string[] = [];
  for (let at = 0; at < ids.length;) {
    const from = ids[at] ?? 0;
    let to = from;
    at += 1;
    while (at < ids.length && ids[at] === to + 1) {
      to += 1;
      at += 1;
    }
    parts.push(from === to ? String(from) : `${from}:${to}`);
  }
  return parts.join(',');
}

/** The ids of a set in its order; undefined where it is malformed or names more than `countMax`. */
export function parseUidSet(text: string, countMax: number): ItemId[] | undefined {
  const ids: ItemId[] = [];
  for (const part of text.split(',', countMax + 1)) {
    const match = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(part);
    if (match === null) return undefined;
    const ends = [parseUid(match[1]), parseUid(match[2] ?? match[1])];
    // RFC 9051 §9: the order of a range's ends is not significant.
    const [from, to] = ends.sort((a, b) => (a ?? 0) - (b ?? 0));
    if (from === undefined || to === undefined || ids.length + to - from + 1 > countMax)
      return undefined;
    for (let id = from; id <= to; id += 1) ids.push(id);
  }
  return ids;
}

/** A number from 1 to 2^32 − 1; else undefined. */
export function parseUid(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= 1 && number <= uidMax ? number : undefined;
}
