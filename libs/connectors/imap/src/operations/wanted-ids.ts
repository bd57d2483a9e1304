import { type IdSpan, isSpan } from '@mailhaul/connector-contract';
import { formatUidSet } from '../parse/uid-set.ts';

/** Ids one FETCH names at most: keeps its line far below what servers take. */
const idsPerCommandMax = 500;

/** What one FETCH asks for, and what of it has not come yet. */
export interface WantedIds {
  /** As the command names them (RFC 9051 §9 sequence-set). */
  readonly set: string;
  /** The id, where only one is missing: servers have been seen to leave it out. */
  readonly onlyOne: number | undefined;
  /** Nothing more can come. Never said of a span: it may have holes. */
  readonly isComplete: boolean;
  /** What has not come, in parts of at most so many ids. Empty where that is not known. */
  parts(idsMax: number): WantedIds[];
  /** How many ids it names or spans, with those that have come. */
  readonly askedCount: number;
  /** How many have come. */
  readonly takenCount: number;
  /** Some have come, and all that have not lie beyond them at one end: as if the answer had been cut. Never of a span. */
  readonly looksCut: boolean;
  has(id: number): boolean;
  take(id: number): void;
}

/** One for each command that the request needs. */
export function wantedOf(ids: readonly number[] | IdSpan, idsMax = Infinity): WantedIds[] {
  const commands: WantedIds[] = [];
  if (isSpan(ids)) {
    const { fromId, belowId } = ids;
    for (let at = fromId; at < belowId; at += idsMax) {
      commands.push(wantedSpan({ fromId: at, belowId: Math.min(belowId, at + idsMax) }));
    }
    return commands;
  }
  const step = Math.min(idsPerCommandMax, idsMax);
  for (let at = 0; at < ids.length; at += step) commands.push(wantedIds(ids.slice(at, at + step)));
  return commands;
}

export function wantedIds(ids: readonly number[]): WantedIds {
  const missing = new Set(ids);
  return {
    set: formatUidSet(ids),
    askedCount: ids.length,
    get takenCount() {
      return ids.length - missing.size;
    },
    get looksCut() {
      const came = ids.filter((id) => !missing.has(id));
      const [first = 0] = came;
      const last = came.at(-1) ?? 0;
      if (came.length === 0 || missing.size === 0) return false;
      const left = [...missing];
      return left.every((id) => id > last) || left.every((id) => id < first);
    },
    parts: (idsMax) => wantedOf([...missing], idsMax),
    get onlyOne() {
      if (missing.size !== 1) return undefined;
      const [id] = missing;
      return id;
    },
    get isComplete() {
      return missing.size === 0;
    },
    has: (id) => missing.has(id),
    take: (id) => void missing.delete(id),
  };
}

function wantedSpan({ fromId, belowId }: IdSpan): WantedIds {
  const taken = new Set<number>();
  return {
    askedCount: belowId - fromId,
    get takenCount() {
      return taken.size;
    },
    looksCut: false,
    // Where some came the rest may be a hole: nobody knows what is left.
    parts: (idsMax) => (taken.size > 0 ? [] : wantedOf({ fromId, belowId }, idsMax)),
    set: `${fromId}:${belowId - 1}`,
    onlyOne: undefined,
    isComplete: false,
    has: (id) => id >= fromId && id < belowId && !taken.has(id),
    take: (id) => void taken.add(id),
  };
}
