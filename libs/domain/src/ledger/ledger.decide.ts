import { assert, type ContentHash } from '@mailhaul/kernel';
import { type LedgerItem, packItems } from './item-pack.ts';
import type { Standing } from './item-table.ts';
import { batchAt, folderAt, type Ledger, type LedgerFolder, targetAt } from './ledger.ts';
import type { LedgerEvent } from './ledger-events.ts';
import { PackWriter, packIds } from './packing.ts';

export interface OpenPass {
  readonly worker: string;
  readonly host: string;
  readonly atWallMs: number;
  readonly identity: { readonly source: string; readonly target: string };
}

/** Under other names of its mailboxes as well: whose ledger it is the pair says, and the pass looks before it copies. */
export function decideOpenPass(ledger: Ledger, command: OpenPass): LedgerEvent {
  return {
    type: 'PassOpened',
    data: {
      e: ledger.epoch + 1,
      worker: command.worker,
      host: command.host,
      at: command.atWallMs,
    },
    sealed: { ...command.identity },
  };
}

export interface IntendItems {
  readonly b: number;
  readonly f: number;
  readonly fence: { readonly generation: number; readonly nextId: number };
  readonly notAfterWallMs: number;
  readonly drainMs: number;
  readonly answerAgeMs?: number;
  readonly isMarked?: boolean;
  readonly items: readonly LedgerItem[];
}

export function decideIntendItems(ledger: Ledger, command: IntendItems): LedgerEvent {
  const folder = folderAt(ledger, command.f);
  const target = targetAt(ledger, folder.t);
  assert(command.items.length > 0, 'a batch has items');
  assert(command.fence.generation === target.generation, 'a fence is of the folder’s generation');
  for (const item of command.items) {
    assertWithoutCopy(folder, item.sourceId);
  }
  return {
    type: 'ItemsIntended',
    data: {
      e: ledger.epoch,
      b: command.b,
      f: command.f,
      tg: command.fence.generation,
      fence: command.fence.nextId,
      notAfter: Math.ceil(command.notAfterWallMs),
      drain: Math.ceil(command.drainMs),
      ...(command.answerAgeMs === undefined ? {} : { fresh: command.answerAgeMs }),
      items: packItems(command.items),
      ...(command.isMarked === true ? { m: true } : {}),
    },
  };
}

/** What became of each item of a batch, in order. */
export type ItemResult =
  | { readonly kind: 'written'; readonly id: number | undefined }
  | {
      readonly kind: 'other';
      readonly standing: Exclude<Standing, 'intended' | 'migrated'>;
      readonly reason: string;
      readonly words?: string;
    };

export interface SettleBatch {
  readonly b: number;
  readonly results: readonly ItemResult[];
  /** Every item written has an id below this; given where ids are not. */
  readonly upperId?: number;
  /** The hash of a streamed item. */
  readonly hash?: ContentHash;
}

/**
 * An id that another item has means that the target merged both: `collapsed`. One that was there before the write and that
 * nobody has (a late copy of an earlier write, or a user's mail) is this item's copy now.
 */
export function decideSettleBatch(ledger: Ledger, command: SettleBatch): LedgerEvent {
  const batch = batchAt(ledger, command.b);
  const folder = folderAt(ledger, batch.f);
  const target = targetAt(ledger, folder.t);
  assert(batch.isOpen, `batch ${command.b} is settled once`);
  assert(command.results.length === batch.rows.length, 'every item of a batch has a result');
  const ids: number[] = [];
  const others: [number, Standing, string][] = [];
  const words: Record<string, string> = {};
  const taken = new Set<number>();
  for (const [index, result] of command.results.entries()) {
    const row = batch.rows[index] as number;
    ids.push(0);
    if (result.kind === 'other') {
      others.push([index, result.standing, result.reason]);
      if (result.words) words[folder.items.sourceId(row)] = result.words;
      continue;
    }
    if (result.id === undefined) continue;
    const isMerged = taken.has(result.id) || target.claimed.has(result.id);
    if (isMerged) {
      others.push([index, 'collapsed', 'merged-by-target']);
      continue;
    }
    taken.add(result.id);
    ids[index] = result.id;
  }
  return {
    type: 'ItemsSettled',
    data: {
      e: ledger.epoch,
      f: batch.f,
      b: command.b,
      ...(taken.size > 0 ? { ids: packIds(ids) } : {}),
      ...(command.upperId === undefined ? {} : { after: command.upperId }),
      ...(command.hash === undefined ? {} : { hash: command.hash }),
      ...(others.length > 0 ? { others } : {}),
    },
    ...(Object.keys(words).length > 0 ? { sealed: { words } } : {}),
  };
}

export interface UnwrittenItem {
  readonly sourceId: number;
  readonly size: number;
  readonly epochSeconds: number;
  readonly standing: 'excluded' | 'failed' | 'gone' | 'doubtful';
  readonly reason: string;
  readonly words?: string;
}

/** Outcomes of items that no write was tried for (or can be tried for any more). */
export function decideSettleUnwritten(
  ledger: Ledger,
  f: number,
  items: readonly UnwrittenItem[],
): LedgerEvent {
  const groups = new Map<string, UnwrittenItem[]>();
  for (const item of items) {
    const key = `${item.standing} ${item.reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  const facts = new PackWriter();
  const unwritten: [Standing, string, string][] = [];
  const words: Record<string, string> = {};
  for (const group of groups.values()) {
    const [first] = group;
    assert(first !== undefined, 'a group has items');
    unwritten.push([first.standing, first.reason, packIds(group.map((item) => item.sourceId))]);
    for (const item of group) {
      facts.uint(item.size);
      facts.int(item.epochSeconds);
      if (item.words) words[item.sourceId] = item.words;
    }
  }
  return {
    type: 'ItemsSettled',
    data: { e: ledger.epoch, f, unwritten, facts: facts.finish() },
    ...(Object.keys(words).length > 0 ? { sealed: { words } } : {}),
  };
}

export interface RecoverBatch {
  readonly b: number;
  readonly found: readonly { readonly index: number; readonly id: number }[];
  readonly collapsed?: readonly number[];
  readonly doubtful?: readonly number[];
  readonly rest: 'missing' | 'lost' | undefined;
  readonly watchUntilWallMs: number;
}

/** Adoption is asserted here, in production too: above the fence, claimed once. Equal bytes are the scan's to prove. */
export function decideRecoverBatch(ledger: Ledger, command: RecoverBatch): LedgerEvent {
  const batch = batchAt(ledger, command.b);
  const folder = folderAt(ledger, batch.f);
  const target = targetAt(ledger, folder.t);
  const taken = new Set<number>();
  for (const { index, id } of command.found) {
    const row = batch.rows[index];
    assert(row !== undefined, `batch ${command.b} has no item ${index}`);
    const standing = folder.items.standing(row);
    const isOwed =
      standing === 'intended' ||
      // A late copy, found when the item was given up.
      standing === 'missing' ||
      standing === 'failed' ||
      standing === 'excluded' ||
      (standing === 'migrated' && folder.items.targetId(row) === 0);
    assert(isOwed, `item ${index} of batch ${command.b} has its copy already`);
    assert(id >= batch.fence, `target id ${id} lies below the fence ${batch.fence}`);
    assert(!target.claimed.has(id) && !taken.has(id), `target id ${id} is claimed once`);
    assert(!target.surplus.has(id), `target id ${id} is surplus`);
    taken.add(id);
  }
  return {
    type: 'ItemsRecovered',
    data: {
      e: ledger.epoch,
      b: command.b,
      found: packIds(command.found.map(({ index }) => index)),
      ids: packIds(command.found.map(({ id }) => id)),
      ...(command.collapsed?.length ? { collapsed: packIds(command.collapsed) } : {}),
      ...(command.doubtful?.length ? { doubtful: packIds(command.doubtful) } : {}),
      ...(command.rest === undefined ? {} : { rest: command.rest }),
      watch: Math.ceil(command.watchUntilWallMs),
    },
  };
}

export interface MatchItems {
  readonly f: number;
  readonly matches: readonly { readonly item: LedgerItem; readonly id: number }[];
}

export function decideMatchItems(ledger: Ledger, command: MatchItems): LedgerEvent {
  const folder = folderAt(ledger, command.f);
  const target = targetAt(ledger, folder.t);
  const taken = new Set<number>();
  for (const { item, id } of command.matches) {
    assertWithoutCopy(folder, item.sourceId);
    assert(!target.claimed.has(id) && !taken.has(id), `target id ${id} is claimed once`);
    taken.add(id);
  }
  return {
    type: 'ItemsMatched',
    data: {
      e: ledger.epoch,
      f: command.f,
      items: packItems(command.matches.map(({ item }) => item)),
      ids: packIds(command.matches.map(({ id }) => id)),
    },
  };
}

/** An item that is in the air or at the target gets no second copy. */
function assertWithoutCopy(folder: LedgerFolder, sourceId: number): void {
  const row = folder.items.rowOf(sourceId);
  const standing = row === undefined ? 'missing' : folder.items.standing(row);
  assert(
    standing !== 'intended' && standing !== 'migrated' && standing !== 'collapsed',
    `item ${sourceId} is ${standing}: it has its copy`,
  );
}
