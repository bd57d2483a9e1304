import type { ItemInfo } from '@mailhaul/connector-contract';
import type { ContentHash } from '@mailhaul/kernel';
import { hashItems, type ItemEvidence } from './hash-items.ts';
import { type ExpectedItem, type Match, matchExpected } from './match-expected.ts';
import { isToldByLikeness, matchAlike } from './match-alike.ts';
import { matchRewritten } from './match-rewritten.ts';
import { mayBeThere } from './may-be-there.ts';
import type { PassRun } from './pass-run.ts';
import { shareEvidence } from './share-evidence.ts';
import { sourceEvidence } from './source-evidence.ts';

/** Candidates whose bytes are read in search of one that the target altered. */
const candidatesMax = 2_000;

export interface Unmatched {
  /** Items of which no copy of equal bytes and date was found, and the copies that are nobody's. */
  readonly expected: readonly ExpectedItem[];
  readonly free: readonly ItemInfo[];
  /** What equal bytes and dates have told. */
  readonly matches: readonly Match[];
}

/** The bytes of expected items at the source, where they can be read, and of copies that may be theirs. */
export interface BothEvidence {
  readonly ours: ReadonlyMap<ExpectedItem, ItemEvidence>;
  readonly theirs: ReadonlyMap<number, ItemEvidence>;
}

/**
 * What equal bytes and dates did not find, in falling strength: equal bytes, but for the date and what mending servers
 * change; the Message-ID, where the target alters bytes; and what comes in its order with a close size and no other
 * Message-ID, which is too little to adopt and too much to write a second copy: doubtful.
 */
export async function matchAltered(
  run: PassRun,
  t: number,
  { expected, free, matches }: Unmatched,
): Promise<{ matches: readonly Match[]; doubtful: ReadonlySet<ExpectedItem> }> {
  const { ledger, rules } = run.context;
  const { profile } = ledger;
  const isDateKept = profile?.date !== false;
  const none = { matches: [], doubtful: new Set<ExpectedItem>() };
  if (profile?.bytes === true && !rules.askAboutAltered) return none;
  const dates = new Set(expected.map(({ epochSeconds }) => epochSeconds));
  const sizes = new Set(expected.map(({ size }) => size));
  const near = free
    .filter((item) => {
      const { size, receivedAt } = item;
      const isDated = !isDateKept || dates.has(receivedAt.epochSeconds);
      return isDated || sizes.has(size) || isToldByLikeness(item);
    })
    .slice(0, candidatesMax);
  if (expected.length === 0 || near.length === 0) return none;
  const target = ledger.target(t);
  const [theirs, ours] = await Promise.all([
    run.targetControl.run((session) =>
      hashItems(session, target.id, {
        forms: run.forms,
        generation: target.generation,
        ids: near.map(({ id }) => id),
      }),
    ),
    evidenceOf(run, expected),
  ]);
  const evidence = { ours, theirs };
  const mended = matchMended(run, { expected, near }, evidence);
  const owing = new Set(mended.map((match) => match.expected));
  const taken = new Set(mended.map(({ id }) => id));
  const left = {
    expected: expected.filter((item) => !owing.has(item)),
    near: near.filter(({ id }) => !taken.has(id)),
  };
  const alike = matchAlike(run, left, evidence);
  const rewritten = matchRewritten(run, t, { ...alike.left, evidence });
  const found = [...mended, ...alike.matches, ...rewritten.matches];
  const doubtful = new Set(rewritten.doubtful);
  if (profile?.bytes === true) {
    for (const item of mayBeThere(run, {
      ...alike.left,
      evidence,
      matches: [...matches, ...found],
    })) {
      doubtful.add(item);
    }
    await rememberAltered(run, found, evidence);
  }
  return { matches: found, doubtful };
}

/** Of equal essence: of the item's own date first, then of any (Cyrus keeps no date before 1970). */
function matchMended(
  run: PassRun,
  { expected, near }: { expected: readonly ExpectedItem[]; near: readonly ItemInfo[] },
  { ours, theirs }: BothEvidence,
): Match[] {
  const { rules } = run.context;
  const essenceOf = (item: ExpectedItem) => ours.get(item)?.essence ?? item.hash;
  const matches: Match[] = [];
  for (const isDated of [true, false]) {
    const keyOf = (essence: ContentHash | undefined, epochSeconds: number) =>
      essence === undefined
        ? undefined
        : ((isDated ? `${essence} ${epochSeconds}` : essence) as ContentHash);
    const owing = new Set(matches.map((match) => match.expected));
    const taken = new Set(matches.map(({ id }) => id));
    const originals = new Map<ExpectedItem, ExpectedItem>();
    for (const item of expected) {
      if (owing.has(item)) continue;
      originals.set({ ...item, hash: keyOf(essenceOf(item), item.epochSeconds) }, item);
    }
    const candidates = near.flatMap(({ id, receivedAt }) => {
      const hash = keyOf(theirs.get(id)?.essence, receivedAt.epochSeconds);
      return hash === undefined || taken.has(id) ? [] : [{ id, hash }];
    });
    for (const match of matchExpected([...originals.keys()], candidates, rules)) {
      matches.push({ expected: originals.get(match.expected) ?? match.expected, id: match.id });
    }
  }
  return matches;
}

/** One copy that was altered tells that others may be. */
async function rememberAltered(
  run: PassRun,
  matches: readonly Match[],
  { theirs }: BothEvidence,
): Promise<void> {
  const { ledger } = run.context;
  const { profile } = ledger;
  if (profile === undefined || profile.altersSome === true) return;
  const isAltered = matches.some(({ expected, id }) => {
    const found = theirs.get(id)?.hash;
    return found !== undefined && expected.hash !== undefined && found !== expected.hash;
  });
  if (isAltered) await ledger.recordProfile({ ...profile, altersSome: true });
}

async function evidenceOf(
  run: PassRun,
  expected: readonly ExpectedItem[],
): Promise<ReadonlyMap<ExpectedItem, ItemEvidence>> {
  const found = new Map<ExpectedItem, ItemEvidence>();
  for (const [b, items] of Map.groupBy(expected, (item) => item.b)) {
    const batch = run.batchByNumber(b);
    if (batch === undefined) continue;
    const rows = batch.items();
    const idOf = ({ index }: ExpectedItem) => rows[index]?.sourceId;
    const ids = [...new Set(items.flatMap((item) => idOf(item) ?? []))];
    const evidence = await sourceEvidence(run, batch.f, ids);
    for (const item of items) {
      const source = evidence.get(idOf(item) ?? 0);
      if (source !== undefined) found.set(item, source);
    }
  }
  shareEvidence(found, expected);
  return found;
}
