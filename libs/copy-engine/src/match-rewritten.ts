import type { ItemInfo } from '@mailhaul/connector-contract';
import type { BothEvidence } from './match-altered.ts';
import type { ExpectedItem, Match } from './match-expected.ts';
import type { PassRun } from './pass-run.ts';

/**
 * Where the target rewrites what it stores: matches by Message-ID, received date, order and count. What these do not
 * decide (more candidates than expected, or fewer for unequal items) is doubtful, never a second copy.
 */
export function matchRewritten(
  run: PassRun,
  t: number,
  what: {
    readonly expected: readonly ExpectedItem[];
    readonly near: readonly ItemInfo[];
    readonly evidence: BothEvidence;
  },
): { matches: Match[]; doubtful: ReadonlySet<ExpectedItem> } {
  const { profile } = run.context.ledger;
  const matches: Match[] = [];
  const doubtful = new Set<ExpectedItem>();
  const isDateKept = profile?.date !== false;
  // The target was seen to keep bytes. One item that was kept does not say that all are: Courier and Cyrus alter some.
  const isNameNeeded = profile?.bytes === true;
  const dates = new Set(what.expected.map(({ epochSeconds }) => epochSeconds));
  const sizes = new Set(what.expected.map(({ size, epochSeconds }) => `${size} ${epochSeconds}`));
  // While no altered item was seen, a copy of the same size is another item that somebody made alike.
  const isSizeTold = isNameNeeded && profile.altersSome !== true;
  const near = what.near
    .filter(({ receivedAt }) => !isDateKept || dates.has(receivedAt.epochSeconds))
    .filter(
      ({ size, receivedAt }) => !isSizeTold || !sizes.has(`${size} ${receivedAt.epochSeconds}`),
    );
  if (near.length === 0) return { matches, doubtful };
  const keyOf = (messageIdHash: string | undefined, epochSeconds: number) =>
    `${messageIdHash ?? ''} ${isDateKept ? epochSeconds : ''}`;
  const candidates = new Map<string, number[]>();
  for (const { id, receivedAt } of near) {
    const found = what.evidence.theirs.get(id);
    if (found === undefined) continue;
    const key = keyOf(found.messageIdHash, receivedAt.epochSeconds);
    candidates.set(key, [...(candidates.get(key) ?? []), id]);
  }
  const asked = doubtfulDates(run, t);
  const groups = new Map<string, ExpectedItem[]>();
  for (const item of what.expected) {
    const source = what.evidence.ours.get(item);
    if (isNameNeeded && source?.messageIdHash === undefined) continue;
    if (source === undefined) {
      // The item cannot be read any more (moved, deleted): whatever has its date may be its copy.
      const mayBeThere = near.some(
        ({ id, receivedAt }) =>
          id >= item.fence && (!isDateKept || receivedAt.epochSeconds === item.epochSeconds),
      );
      if (!mayBeThere) continue;
      doubtful.add(item);
      asked.add(item.epochSeconds);
      continue;
    }
    const key = keyOf(source.messageIdHash, item.epochSeconds);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  for (const [key, group] of groups) {
    const found = (candidates.get(key) ?? []).toSorted((a, b) => a - b);
    // Of one batch the first ones are there; of several, unequal items of one key cannot be told apart.
    const isAlike = new Set(group.map(({ hash }) => hash)).size === 1;
    const isOneBatch = new Set(group.map(({ b }) => b)).size === 1;
    const isShort = found.length > 0 && found.length < group.length;
    // Without a Message-ID the date alone is too little to adopt anything.
    const isNameless = found.length > 0 && key.startsWith(' ');
    // One of the candidates may be the copy of an item that is doubtful already.
    const isAsked = found.length > 0 && group.some(({ epochSeconds }) => asked.has(epochSeconds));
    if (
      isNameless ||
      isAsked ||
      found.length > group.length ||
      (isShort && !isAlike && !isOneBatch)
    ) {
      for (const item of group) doubtful.add(item);
      continue;
    }
    matches.push(...matchInOrder(group, found));
  }
  return { matches, doubtful };
}

function doubtfulDates(run: PassRun, t: number): Set<number> {
  const dates = new Set<number>();
  for (const folder of run.context.ledger.folders()) {
    if (folder.t !== t || folder.counts.doubtful === 0) continue;
    for (const row of folder.rows()) if (row.standing === 'doubtful') dates.add(row.epochSeconds);
  }
  return dates;
}

/** What is settled is there: it is served first, the tightest bound before the others; then what may be there. */
function matchInOrder(group: readonly ExpectedItem[], ids: readonly number[]): Match[] {
  const matches: Match[] = [];
  const free = [...ids];
  const byOrder = (a: ExpectedItem, b: ExpectedItem) =>
    a.upper === b.upper ? a.b - b.b || a.index - b.index : a.upper - b.upper;
  for (const isSettled of [true, false]) {
    const waiting = group.filter((item) => item.isSettled === isSettled).toSorted(byOrder);
    for (const expected of waiting) {
      const at = free.findIndex((id) => id >= expected.fence && id < expected.upper);
      const [id] = at < 0 ? [] : free.splice(at, 1);
      if (id !== undefined) matches.push({ expected, id });
    }
  }
  return matches;
}
