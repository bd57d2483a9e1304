import type { ItemFilters } from '@mailhaul/copy-engine';
import type { LedgerReport, LedgerRow } from '@mailhaul/pass-runner';
import type { Copy } from '../sim-mailbox.ts';
import type { Stage } from '../sim-workers.ts';
import { isExcluded, isFolderLeftOut, isFormless } from './filter-oracle.ts';
import { type Finding, ambiguous, violation } from './finding.ts';
import { MergeCounts } from './merge-counts.ts';
import { formerCopy, isLike, isToldByMarkers } from './same-item.ts';

export interface RowFacts {
  readonly findings: readonly Finding[];
  /** Target copies, by serial, that a row accounts for. */
  readonly accounted: ReadonlySet<number>;
  /** The rows of each content, by target folder: `folder content` → rows in words. */
  readonly rowsOf: ReadonlyMap<string, readonly string[]>;
  /** How many rows of a content were left to a person, by `folder content`. */
  readonly doubtfulOf: ReadonlyMap<string, number>;
  /** How many were gone from the source, likewise. */
  readonly goneOf: ReadonlyMap<string, number>;
}

/** Every outcome the ledger tells is held against what really happened on both sides. */
export function checkRows(
  stage: Stage,
  report: LedgerReport,
  known: { readonly filters: ItemFilters; readonly reportedSurplus: ReadonlyMap<number, number> },
): RowFacts {
  const { filters, reportedSurplus } = known;
  const findings: Finding[] = [];
  const accounted = new Set<number>();
  const rowsOf = new Map<string, string[]>();
  const doubtfulOf = new Map<string, number>();
  const goneOf = new Map<string, number>();
  const unlocated: { row: LedgerRow; content: string }[] = [];
  const collapsed: { row: LedgerRow; content: string }[] = [];
  const say = (rule: string, row: LedgerRow, what: string) =>
    findings.push(violation(rule, `${describe(row)}: ${what}`));
  const seen = new Set<string>();
  const named = new Set<number>();
  const outdated = new Set<number>();
  const rowed = new Set<number>();
  /** Accounted for by a row that names no id. */
  const unnamed = new Set<number>();
  for (const row of report.rows()) {
    const folder = report.folders.find(
      ({ sourcePath }) => sourcePath.join('/') === row.sourcePath.join('/'),
    );
    if (folder === undefined) {
      say('rows', row, 'its folder is not in the report');
      continue;
    }
    const path = row.sourcePath.join('/');
    const { sourceId } = row;
    const at =
      sourceId === undefined
        ? undefined
        : stage.source.copyAt(path, folder.sourceGeneration, sourceId);
    const isSame = at !== undefined && isLike(at, row);
    const source = isSame ? at : formerCopy(stage, row);
    if (source === undefined) {
      say('rows', row, 'the source never had such an item');
      continue;
    }
    rowed.add(source.serial);
    const place = `${row.targetPath.join('/')} ${source.content}`;
    rowsOf.set(place, [...(rowsOf.get(place) ?? []), describe(row)]);
    if (isSame) {
      seen.add(`${path} ${row.sourceId}`);
      const isAnew = row.outcome === 'gone' && isFolderAnew(stage, folder, source);
      // Also where the folder was renamed between them.
      if (named.has(source.serial) && !isAnew) say('rows', row, 'it has two rows');
      if (!isAnew) named.add(source.serial);
    }
    switch (row.outcome) {
      case 'migrated': {
        if (row.targetId === undefined) {
          unlocated.push({ row, content: source.content });
          break;
        }
        const targetPath = row.targetPath.join('/');
        const copy = stage.target.copyAt(targetPath, folder.targetGeneration, row.targetId);
        if (copy === undefined) say('loss', row, 'its target id never was');
        else if (isSame && copy.content !== source.content)
          say('loss', row, 'its target has other bytes');
        else if (copy.fate === 'worker-removed') say('loss', row, 'a worker removed its copy');
        else if (accounted.has(copy.serial)) say('claimed-once', row, 'another row has its copy');
        if (copy === undefined) break;
        accounted.add(copy.serial);
        // The report named an id of an earlier generation: it says nothing since the folder began a new one.
        if ((reportedSurplus.get(copy.serial) ?? Infinity) < folder.targetGeneration)
          outdated.add(copy.serial);
        break;
      }
      case 'gone':
        goneOf.set(place, (goneOf.get(place) ?? 0) + 1);
        if (!isSame || source.fate !== undefined) break;
        if (isFolderAnew(stage, folder, source))
          findings.push(ambiguous('renamed-anew', describe(row)));
        else say('false-gone', row, 'it is still at the source');
        break;
      case 'failed':
        if (/doubtful|investigate/u.test(row.reason ?? '')) {
          if (isToldByMarkers(stage)) say('doubtful-though-marked', row, 'its marker tells');
          else findings.push(ambiguous('investigate', describe(row)));
          doubtfulOf.set(place, (doubtfulOf.get(place) ?? 0) + 1);
        } else if (stage.target.refusalOf(source.stored) === undefined) {
          say('false-failed', row, `nothing refuses it (${row.reason})`);
        }
        break;
      case 'excluded':
        if (!isExcluded(filters, path, source) && !isFormless(stage, source))
          say('false-excluded', row, 'no filter leaves it out');
        break;
      case 'collapsed':
        if (!stage.target.profile.mergesTwins)
          say('false-collapsed', row, 'the target merges nothing');
        collapsed.push({ row, content: source.content });
        break;
    }
  }
  const merges = new MergeCounts(stage, reportedSurplus);
  for (const { row, content } of collapsed) {
    const path = row.targetPath.join('/');
    if (merges.takeOne(`${path} ${content}`)) continue;
    // Its copy was there and a user took it away, while an equal one is there: that looks the same.
    const removed = stage.target.mail.copies.find(
      ({ folder, content: other, origin, fate, serial }) =>
        folder === path &&
        other === content &&
        origin === 'written' &&
        fate !== undefined &&
        fate !== 'worker-removed' &&
        !accounted.has(serial),
    );
    if (removed === undefined) say('false-collapsed', row, 'no write was merged for it');
    else {
      accounted.add(removed.serial);
      findings.push(ambiguous('removed-unseen', describe(row)));
    }
  }
  for (const { row, content } of unlocated) {
    const path = row.targetPath.join('/');
    const likes = stage.target.mail.copies.filter(
      (other) =>
        other.folder === path && other.content === content && other.fate !== 'worker-removed',
    );
    const copy = likes
      .filter((other) => !accounted.has(other.serial))
      .sort(
        (a, b) => rank(a, reportedSurplus) - rank(b, reportedSurplus) || a.serial - b.serial,
      )[0];
    // A merging target has one copy for several rows: that only reported ones are left beside it does not make them theirs.
    const place = `${path} ${content}`;
    const isMerged =
      copy === undefined
        ? merges.takeOne(place)
        : reportedSurplus.has(copy.serial) && merges.takeUnreported(place);
    if (copy !== undefined && !isMerged) {
      accounted.add(copy.serial);
      unnamed.add(copy.serial);
    } else if (isMerged) {
      // The target merged it and told no id: nobody can know that it is collapsed.
      findings.push(ambiguous('merged-unseen', describe(row)));
    } else say('loss', row, `no copy is left for it at the target: ${content} ${shown(likes)}`);
  }
  for (const serial of accounted) {
    if (!reportedSurplus.has(serial) || outdated.has(serial)) continue;
    const copy = stage.target.mail.copies[serial];
    if (copy !== undefined && unnamed.has(serial) && isMergedUnseen(stage, copy, accounted)) {
      findings.push(ambiguous('merged-with-reported', `${copy.folder} #${serial} ${copy.content}`));
      continue;
    }
    const likes = stage.target.mail.copies.filter(
      ({ folder, content }) => folder === copy?.folder && content === copy.content,
    );
    const rows = rowsOf.get(`${copy?.folder} ${copy?.content}`)?.join('; ');
    const what = `${copy?.folder} #${serial} ${copy?.content} is an item's only copy; its like: [${shown(likes)}], rows: [${rows}]`;
    findings.push(violation('false-surplus', what));
  }
  for (const { row, content } of collapsed) {
    const path = row.targetPath.join('/');
    const isMergedWithSurplus = stage.target.mail.copies
      .filter((copy) => copy.folder === path && copy.content === content)
      .every(({ serial }) => reportedSurplus.has(serial));
    if (isMergedWithSurplus) say('false-surplus', row, 'what it was merged with is called surplus');
  }
  findings.push(
    ...rowless(stage, filters, { report, seen }),
    ...leftOut(stage, filters, { report, rowed }),
  );
  return { findings, accounted, rowsOf, doubtfulOf, goneOf };
}

/**
 * A user took the copy of an item out of the folder and back: behind the fence of a watched batch that looks like a late commit, and it
 * is told that the item may be there twice. Then a target that names no ids merged an equal item with that very copy, without a
 * word: no answer tells that from a write of which a user took the copy away (docs/adr/0003, rule 18).
 */
function isMergedUnseen({ target }: Stage, copy: Copy, accounted: ReadonlySet<number>): boolean {
  if (target.profile.capabilities.returnsIdOnWrite || !target.mail.merges.has(copy.serial))
    return false;
  let moved: Copy | undefined = copy;
  while (moved?.origin === 'user-move') moved = moved.from;
  return moved !== undefined && moved !== copy && accounted.has(moved.serial);
}

/** Source items that are there and have no outcome, though every pass is over. */
function rowless(
  stage: Stage,
  filters: ItemFilters,
  known: { readonly report: LedgerReport; readonly seen: ReadonlySet<string> },
): Finding[] {
  const { report, seen } = known;
  const findings: Finding[] = [];
  for (const folder of stage.source.mail.mailbox.folders()) {
    const path = folder.path.join('/');
    if (isFolderLeftOut(stage, filters, path)) continue;
    const recorded = report.folders.find(({ sourcePath }) => sourcePath.join('/') === path);
    for (const item of folder.items()) {
      const isNow = recorded?.sourceGeneration === folder.state().generation;
      const { generation } = folder.state();
      const id = stage.source.numberOf(generation, item.id);
      if (isNow && seen.has(`${path} ${id}`)) continue;
      findings.push(violation('loss', `${path} ${item.id} has no outcome`));
    }
  }
  return findings;
}

/** Items of folders that a filter leaves out: those that no row names are counted. */
function leftOut(
  stage: Stage,
  filters: ItemFilters,
  known: { readonly report: LedgerReport; readonly rowed: ReadonlySet<number> },
): Finding[] {
  const { report, rowed } = known;
  let count = 0;
  for (const folder of stage.source.mail.mailbox.folders()) {
    const path = folder.path.join('/');
    if (!isFolderLeftOut(stage, filters, path)) continue;
    count += stage.source.mail.present(path).filter(({ serial }) => !rowed.has(serial)).length;
  }
  if (count === report.leftOut) return [];
  return [violation('left-out', `${count} items are left out and ${report.leftOut} are counted`)];
}

/**
 * The item's folder got another name and another UIDVALIDITY before anything of it was copied. Nothing in the protocol
 * tells that from its items being moved into a new folder, and from the old one they are gone then. Bytes that were
 * copied would tell: with a copy it is a violation.
 */
function isFolderAnew(
  stage: Stage,
  recorded: LedgerReport['folders'][number],
  source: Copy,
): boolean {
  const { migrated, collapsed, failed } = recorded.counts;
  if (source.folder === recorded.sourcePath.join('/') || migrated + collapsed + failed > 0) {
    return false;
  }
  const now = stage.source.mail.folder(source.folder)?.state().generation;
  return now !== undefined && now !== recorded.sourceGeneration;
}

/**
 * Where the ledger tells no id: first what a worker wrote, is there and was not called surplus; what was called
 * surplus only when nothing else is left.
 */
function rank(copy: Copy, reportedSurplus: ReadonlyMap<number, number>): number {
  const isReported = reportedSurplus.has(copy.serial);
  return (
    (isReported ? 4 : 0) + (copy.origin === 'written' ? 0 : 2) + (copy.fate === undefined ? 0 : 1)
  );
}

function shown(copies: readonly Copy[]): string {
  return copies
    .map(({ serial, by, origin, fate }) => `#${serial} ${by ?? origin} ${fate ?? 'present'}`)
    .join('; ');
}

function describe(row: LedgerRow): string {
  const target = `${row.targetPath.join('/')} ${row.targetId ?? '?'}`;
  return `${row.sourcePath.join('/')} ${row.sourceId ?? '?'} → ${target} ${row.outcome}`;
}
