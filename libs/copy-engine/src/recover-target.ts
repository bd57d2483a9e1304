import { ConnectorError, type ItemInfo } from '@mailhaul/connector-contract';
import type { ContentHash } from '@mailhaul/kernel';
import { expectedOf } from './expected-of.ts';
import { hashItems } from './hash-items.ts';
import { type Listing, listWhole } from './list-items.ts';
import { type SettlingTime, settlingTimeOf } from './lost-writes.ts';
import { matchAltered } from './match-altered.ts';
import { type ExpectedItem, type Match, matchExpected } from './match-expected.ts';
import { matchMarked } from './match-marked.ts';
import type { PassRun } from './pass-run.ts';
import type { BatchView, RowView } from './pass-ledger.ts';
import { sourceEvidence } from './source-evidence.ts';
import { raiseFence } from './target-folders.ts';
import { vanishedHashes } from './vanished-hashes.ts';

/** Scans of one recovery; each follows a wait, so more mean that something is wrong with the clock. */
const scansMax = 12;

/**
 * Finds out what became of every batch into a target folder whose outcome is not known: waits until late bytes must have
 * arrived, scans the folder while nothing of ours is in the air, adopts what is there by the hash of its bytes, and
 * leaves the rest to be copied again. The caller holds the folder's gate alone.
 */
export async function recoverTarget(run: PassRun, t: number): Promise<void> {
  const { ledger, rules } = run.context;
  let renumberedCount = 0;
  for (let scans = 0; scans < scansMax; scans += 1) {
    if (rules.awaitSettlesBeforeScan) await ledger.flush();
    const owed = owedInto(run, t);
    // Settled items of unknown place alone are no reason to scan: they are there.
    if (!owed.some(({ batch }) => batch.isOpen || batch.isRebased)) return;
    const listing = await scanFrom(run, t, Math.min(...owed.map(({ batch }) => batch.fence)));
    if (listing.state.generation !== ledger.target(t).generation) {
      await ledger.recordTargetRegenerated(t, listing.state);
      raiseFence(run.targets.get(t), { ...listing.state, nextId: 1 });
      renumberedCount += 1;
      continue;
    }
    raiseFence(run.targets.get(t), listing.state);
    const waitUntil = await adopt(run, t, { owed, listing });
    if (waitUntil === undefined) return;
    // A timer may fire a little before the wall clock says so, and the wall clock may be set back: then again.
    await run.waitUntil('earlier-writer-may-still-write', waitUntil);
  }
  if (renumberedCount > 1) {
    throw new ConnectorError({
      code: 'folder-changed',
      scope: 'mailbox',
      disposition: 'retry',
      message: 'the target numbers a folder anew each time it is asked (UIDVALIDITY)',
      remedy: 'Report it with the name of the server: nothing can be found again in such a folder.',
    });
  }
  throw new ConnectorError({
    code: 'internal',
    scope: 'process',
    disposition: 'needsOperator',
    message: 'the time at which late bytes must have arrived does not come',
    remedy: 'Look after the clock of this machine, then run the same command again.',
  });
}

interface Owed {
  readonly batch: BatchView;
  readonly expected: readonly ExpectedItem[];
  readonly rows: readonly RowView[];
  readonly time: SettlingTime;
}

function owedInto(run: PassRun, t: number): Owed[] {
  const owed: Owed[] = [];
  for (const batch of run.context.ledger.batchesInto(t)) {
    const rows = batch.items();
    const expected = expectedOf(batch);
    if (expected.length === 0) continue;
    const time = settlingTimeOf(batch, run.settlingFacts(batch));
    owed.push({ batch, expected, rows, time });
  }
  return owed;
}

function scanFrom(run: PassRun, t: number, fromId: number): Promise<Listing> {
  const { id } = run.context.ledger.target(t);
  return run.targetControl.run((session) => listWhole(session, id, { fromId }));
}

/** Records what was found. Gives the time to scan again at, or undefined when nothing is owed any more. */
async function adopt(
  run: PassRun,
  t: number,
  scan: { owed: readonly Owed[]; listing: Listing },
): Promise<number | undefined> {
  const { ledger, clock, rules, report } = run.context;
  const target = ledger.target(t);
  const free = scan.listing.items.filter(
    ({ id }) => !target.isSurplus(id) && !(rules.excludeClaimedIds && target.isClaimed(id)),
  );
  const decisive = new Set(
    scan.owed.flatMap(({ batch }) => (run.marked.isDecisive(batch) ? batch.b : [])),
  );
  const wanted = scan.owed.flatMap(({ expected }) => expected);
  const marked = matchMarked(run, t, { expected: wanted, free });
  const expected = await withHashes(run, scan.owed, new Set(marked.expected));
  const alike = await matchFree(run, t, { expected, free: marked.free });
  // What was written with markers is not there without them, but for bytes or names that are its own: of that nothing is asked.
  const isTold = ({ b }: ExpectedItem) => decisive.has(b);
  const doubtful = new Set([...alike.doubtful].filter((item) => !isTold(item)).map(nameOf));
  const open = alike.matches.filter((match) => !match.expected.isSettled);
  const vanished = await vanishedHashes(run, t, new Set(open.map((match) => match.expected.hash)));
  const questionable = ({ isByMarker = false, expected: { isSettled, hash } }: Match) =>
    !isByMarker && !isSettled && vanished.has(hash ?? '');
  const matches = [...marked.matches, ...alike.matches].filter(
    (match) => !(isTold(match.expected) && questionable(match)),
  );
  let waitUntil: number | undefined;
  const writes: Promise<void>[] = [];
  for (const { batch, rows, expected: mineWanted, time } of scan.owed) {
    const mine = matches.filter((match) => match.expected.b === batch.b);
    const isSafe = clock.wallMs() >= time.safeAtWallMs;
    if (!isSafe && batch.isOpen && mine.length < mineWanted.length) {
      waitUntil = Math.min(waitUntil ?? Infinity, time.safeAtWallMs);
      continue;
    }
    const asked = [
      ...mine.filter(questionable).map((match) => match.expected.index),
      // What was settled is there: that its place stays unknown is no question for a person.
      ...mineWanted
        .filter((item) => doubtful.has(nameOf(item)) && (!item.isSettled || batch.isRebased))
        .map((item) => item.index),
    ];
    const found = mine
      .filter((match) => !questionable(match))
      .map((match) => ({ index: match.expected.index, id: match.id }));
    const isUnchanged = found.length === 0 && asked.length === 0;
    if (isUnchanged && !batch.isOpen && !batch.isRebased) continue;
    const folder = ledger.folder(batch.f);
    const goneBefore = folder.counts.gone;
    writes.push(
      ledger.recordRecovered({
        b: batch.b,
        found,
        doubtful: asked,
        rest: batch.isOpen ? 'missing' : batch.isRebased ? 'lost' : undefined,
        watchUntilWallMs: batch.isOpen ? time.watchUntilWallMs : batch.watchUntilWallMs,
      }),
    );
    const told = [...found.map(({ index }) => index), ...asked];
    run.countRecovered(
      batch,
      told.map((index) => rows[index] as RowView),
    );
    const gone = folder.counts.gone - goneBefore;
    const path = folder.sourcePath.join('/');
    if (gone > 0) report({ kind: 'settled', path, counts: { gone }, bytes: 0 });
  }
  await Promise.all(writes);
  return waitUntil;
}

function nameOf({ b, index }: ExpectedItem): string {
  return `${b} ${index}`;
}

/** A streamed item's hash was not known when it was intended: its source is read again. */
async function withHashes(
  run: PassRun,
  owed: readonly Owed[],
  meant: ReadonlySet<ExpectedItem>,
): Promise<ExpectedItem[]> {
  const all: ExpectedItem[] = [];
  for (const { batch, expected, rows } of owed) {
    for (const item of expected.filter((one) => meant.has(one))) {
      const row = rows[item.index];
      if (item.hash !== undefined || row === undefined) {
        all.push(item);
        continue;
      }
      const evidence = await sourceEvidence(run, batch.f, [row.sourceId]);
      all.push({ ...item, hash: evidence.get(row.sourceId)?.hash });
    }
  }
  return all;
}

async function matchFree(
  run: PassRun,
  t: number,
  what: { expected: readonly ExpectedItem[]; free: readonly ItemInfo[] },
): Promise<{ matches: readonly Match[]; doubtful: ReadonlySet<ExpectedItem> }> {
  const { ledger, rules } = run.context;
  const { profile } = ledger;
  const target = ledger.target(t);
  const keys = new Set(what.expected.map((item) => keyOf(item, profile?.date !== false)));
  const likely = what.free.filter((item) =>
    keys.has(
      keyOf(
        { size: item.size, epochSeconds: item.receivedAt.epochSeconds },
        profile?.date !== false,
      ),
    ),
  );
  if (!rules.adoptOnlyEqualHash) return { matches: matchBySize(what, likely), doubtful: new Set() };
  const ids = likely.map(({ id }) => id);
  const evidence = await run.targetControl.run((session) =>
    hashItems(session, target.id, { generation: target.generation, ids, forms: run.forms }),
  );
  const candidates = [...evidence].map(([id, { hash }]) => ({ id, hash }));
  const matches = matchExpected(what.expected, candidates, rules);
  const taken = new Set(matches.map(({ id }) => id));
  const owing = new Set(matches.map(({ expected }) => expected));
  const altered = await matchAltered(run, t, {
    expected: what.expected.filter((item) => !owing.has(item)),
    free: what.free.filter(({ id }) => !taken.has(id)),
    matches,
  });
  return { matches: [...matches, ...altered.matches], doubtful: altered.doubtful };
}

function keyOf(item: { size: number; epochSeconds: number }, isDateKept: boolean): string {
  return isDateKept ? `${item.size} ${item.epochSeconds}` : `${item.size}`;
}

/** The planted fault: adoption by size and date alone. */
function matchBySize(
  what: { expected: readonly ExpectedItem[] },
  likely: readonly ItemInfo[],
): readonly Match[] {
  const byKey = (item: { size: number; epochSeconds: number }) =>
    `${item.size} ${item.epochSeconds}` as ContentHash;
  const expected = what.expected.map((item) => ({ ...item, hash: byKey(item) }));
  const candidates = likely.map(({ id, size, receivedAt }) => ({
    id,
    hash: byKey({ size, epochSeconds: receivedAt.epochSeconds }),
  }));
  return matchExpected(expected, candidates, { adoptOnlyAboveFence: true });
}
