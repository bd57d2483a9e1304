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
  has(id: number): boolean;
  take(id: number): void;
}

/** One for each command that the request needs. */
export function wantedOf(ids: readonly number[] | IdSpan): WantedIds[] {
  if (isSpan(ids)) return ids.fromId < ids.belowId ? [wantedSpan(ids)] : [];
  const commands: WantedIds[] = [];
  for (let at = 0; at < ids.length; at += idsPerCommandMax) {
    commands.push(wantedIds(ids.slice(at, at + idsPerCommandMax)));
  }
  return commands;
}

export function wantedIds(ids: readonly number[]): WantedIds {
  const missing = new Set(ids);
  return {
    set: formatUidSet(ids),
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
    set: `${fromId}:${belowId - 1}`,
    onlyOne: undefined,
    isComplete: false,
    has: (id) => id >= fromId && id < belowId && !taken.has(id),
    take: (id) => void taken.add(id),
  };
}
