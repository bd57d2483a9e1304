import { errorReach } from './error-reach.ts';
import type { FindingLog, ItemFinding } from './finding-log.ts';
import type { FlagSets } from './flag-sets.ts';
import { FolderListing, type Listed } from './folder-listing.ts';
import type { FolderGroup } from './group-folders.ts';
import type { GroupListing } from './group-listing.ts';
import { ItemTable, type Survival } from './item-table.ts';
import { matchItems } from './match-items.ts';
import type { Matching } from './matching.ts';
import { reportMatching } from './report-matching.ts';
import { HungUp } from './steady-side.ts';
import { countKinds, type KindCounts } from './count-kinds.ts';
import type { FolderToVerify, FolderVerification } from './verify-mailbox.ts';

export interface GroupComparison {
  readonly itemCount: { readonly source: number; readonly target: number };
  readonly bytes: { readonly source: number; readonly target: number };
  readonly folders: readonly FolderVerification[];
  readonly kinds: KindCounts;
}

interface GroupToCompare {
  readonly group: FolderGroup;
  readonly listing: GroupListing;
  readonly flags: FlagSets;
  readonly log: FindingLog;
  readonly isDeep: boolean;
  /** Equal size and date prove no equal bytes at this target. */
  readonly isUnproven: boolean;
  /** Given where no bytes can be compared. */
  readonly survival: Survival | undefined;
  /** A side may serve other bytes than it was given. */
  readonly mayRegenerate: boolean;
}

/** Awaits both sides' listings and compares them as one multiset. */
export async function compareGroup(work: GroupToCompare): Promise<GroupComparison> {
  const { group, flags, log, isDeep } = work;
  const [target, ...sources] = await Promise.all([work.listing.target, ...work.listing.sources]);
  reportMissingFolders(group, log);
  const readable = readableMembers(group, sources, log);
  const requests = readable.map((member) => member.request);
  if (target.kind === 'failed') {
    for (const request of requests)
      reportUnreadable(log, request, { side: 'target', error: target.error });
    const empty = new ItemTable(
      readable.map((member) => member.listing),
      new FolderListing(),
      work.survival,
    );
    return summarise({ group, table: empty, requests, log, ownCounts: [] });
  }
  reportUnlisted(log, readable, target.listing);
  const absenceOf = (table: ItemTable, row: number) => {
    const request = requests[table.place(row)];
    const known = request?.knownAbsent?.get(table.id(row));
    return known ?? (request?.isParked === true ? 'failed' : undefined);
  };
  // An item that was said to be gone and is listed all the same is not gone: it must be there.
  const match = async (survival: Survival | undefined) => {
    const listings = readable.map((member) => member.listing);
    const table = new ItemTable(listings, target.listing, survival);
    const isRequired = (row: number) => (absenceOf(table, row) ?? 'gone') === 'gone';
    return { table, matching: await matchItems({ table, flags, isDeep, isRequired }) };
  };
  const strict = await match(work.survival);
  // A system that counts what it keeps and not what it serves may serve any item anew: then what survives decides.
  const isAnew = work.mayRegenerate && work.survival === undefined && isAnyAltered(strict.matching);
  const { table, matching } = isAnew ? await match({ areLikenessesTold: false }) : strict;
  const areAllRead = readable.length === group.members.length;
  const ownCounts = reportMatching({
    table,
    flags,
    log,
    requests,
    matching,
    absenceOf: (row) => absenceOf(table, row),
    areAllRead,
  });
  if (table.survival !== undefined) reportFilled({ log, requests, table }, madeAnew);
  else if (work.isUnproven) reportFilled({ log, requests, table }, unproven);
  return summarise({ group, table, requests, log, ownCounts });
}

/** Items of one date of which not as many are on both sides find no partner at all: what is left on both may be the same, made anew. */
function isAnyAltered(matching: Matching): boolean {
  const hasLeftovers = !matching.openSources().next().done && !matching.openTargets().next().done;
  return hasLeftovers || matching.matches().some(({ agreement }) => agreement === 'bytes-differ');
}

/** One for each folder that holds anything. */
function reportFilled(
  {
    log,
    requests,
    table,
  }: { log: FindingLog; requests: readonly FolderToVerify[]; table: ItemTable },
  finding: ItemFinding,
): void {
  const filled = new Set<number>();
  for (let row = 0; row < table.sourceCount; row += 1) filled.add(table.place(row));
  for (const place of filled) {
    const request = requests[place];
    if (request !== undefined) log.add(request, finding);
  }
}

const unproven = {
  kind: 'bytes-unproven',
  detail:
    'The target was seen to alter what it stores; which items, only a deep verification tells.',
} as const;

const madeAnew = {
  kind: 'made-anew',
  detail:
    'Bodies cannot be compared byte for byte: a system makes them anew whenever they are read. Compared were number, date, flags, and what survives: Message-ID and subject, or what both systems say that copies have in common.',
} as const;

function reportMissingFolders(group: FolderGroup, log: FindingLog): void {
  for (const { request, source } of group.members) {
    if (source === undefined) {
      log.add(request, {
        kind: 'folder-missing',
        detail: 'The folder is not at the source any more.',
      });
    }
    // A mere node of the source's tree holds nothing: its absence loses nothing.
    if (source?.canHoldItems === true && group.target?.canHoldItems !== true) {
      log.add(request, { kind: 'folder-missing', detail: 'The folder is not at the target.' });
    }
  }
}

function readableMembers(group: FolderGroup, sources: readonly Listed[], log: FindingLog) {
  return group.members.flatMap(({ request }, at) => {
    const listed = sources[at];
    if (listed?.kind === 'listed') return [{ request, listing: listed.listing }];
    reportUnreadable(log, request, { side: 'source', error: listed?.error });
    return [];
  });
}

/** What a side has and does not list can be compared with nothing. */
function reportUnlisted(
  log: FindingLog,
  members: readonly { request: FolderToVerify; listing: FolderListing }[],
  target: FolderListing,
): void {
  const add = (request: FolderToVerify, side: string, count: number) => {
    const detail = `The ${side} says that the folder holds ${count} more items than it lists.`;
    if (count > 0) log.add(request, { kind: 'unreadable', detail });
  };
  for (const { request, listing } of members) add(request, 'source', listing.missingCount);
  const [first] = members;
  if (first !== undefined) add(first.request, 'target', target.missingCount);
}

function reportUnreadable(
  log: FindingLog,
  request: FolderToVerify,
  { side, error }: { side: 'source' | 'target'; error: unknown },
): void {
  if (errorReach(error) === 'session') throw error;
  const why =
    error instanceof HungUp ? ` from the ${side}, which ends the connection each time` : '';
  log.add(request, { kind: 'unreadable', detail: `The folder could not be listed${why}.` });
}

function summarise(work: {
  group: FolderGroup;
  table: ItemTable;
  requests: readonly FolderToVerify[];
  log: FindingLog;
  ownCounts: readonly number[];
}): GroupComparison {
  const { group, table, requests, log, ownCounts } = work;
  const { sourceCount, count, sizes } = table;
  const sum = (from: number, to: number) => sizes.subarray(from, to).reduce((a, b) => a + b, 0);
  return {
    itemCount: { source: sourceCount, target: count - sourceCount },
    bytes: { source: sum(0, sourceCount), target: sum(sourceCount, count) },
    kinds: countKinds(table),
    folders: group.members.map(({ request }) => {
      const place = requests.indexOf(request);
      return {
        sourcePath: request.sourcePath,
        targetPath: request.targetPath,
        sourceCount: place === -1 ? 0 : (table.listings[place]?.count ?? 0),
        targetCount: place === -1 ? 0 : (ownCounts[place] ?? 0),
        grade: log.gradeOf(request),
      };
    }),
  };
}
