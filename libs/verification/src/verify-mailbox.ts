import type { Capabilities } from '@mailhaul/connector-contract';
import { type GroupListing, startListing } from './group-listing.ts';
import { compareGroup } from './compare-group.ts';
import { FindingLog } from './finding-log.ts';
import { FlagSets } from './flag-sets.ts';
import { addKinds, type KindCounts } from './count-kinds.ts';
import type { Survival } from './item-table.ts';
import { groupFolders } from './group-folders.ts';
import type { SteadySide } from './steady-side.ts';

/** Folders whose listings are under way or wait in memory while one is compared. */
const listingsAheadMax = 3;

export interface VerifyMailbox {
  readonly source: SteadySide;
  readonly target: SteadySide;
  readonly folders: readonly FolderToVerify[];
  /** Also reads every body on both sides and compares hashes. */
  readonly isDeep: boolean;
  /** The target was seen to alter what it stores: unless deep, equal size and date prove no equal bytes. */
  readonly isAltering?: boolean;
  /**
   * The target was seen to serve other bytes than it is given, of every item: items are told by what survives, and no grade is better
   * than Good.
   */
  readonly isRegenerating?: boolean;
  readonly onFolder?: (path: readonly string[], doneCount: number, folderCount: number) => void;
}

export interface FolderToVerify {
  /** Where they are known: two folders of one path are told apart by them. */
  readonly sourceId?: string;
  readonly targetId?: string;
  readonly sourcePath: readonly string[];
  readonly targetPath: readonly string[];
  /** Items of the source with this id or a larger one belong to a later pass and are left out. */
  readonly belowId?: number;
  /** Source items that are known not to be at the target, with the reason to show. */
  readonly knownAbsent?: ReadonlyMap<number, 'excluded' | 'failed' | 'gone' | 'collapsed'>;
  /** It was not copied to its end, and that was said: whatever is not at the target has failed. */
  readonly isParked?: boolean;
}

/**
 * As good as the worst finding (docs/reference/grades.md).
 * Perfect: both sides agree in every item. Good: every item that should be there is there; flags changed, the target
 * holds mail of its own, bytes cannot be compared (the target alters what it stores, or a side makes items anew), or items were left out on purpose (excluded, collapsed). Investigate: an item differs, may be
 * there twice, failed with a known reason or could not be read, or a folder is missing that holds nothing. Poor: an
 * item is missing that should be there.
 */
export type Grade = 'Perfect' | 'Good' | 'Investigate' | 'Poor';

export type FindingKind =
  | 'missing'
  | 'extra'
  | 'extra-twin'
  | 'bytes-differ'
  | 'date-differs'
  | 'flags-differ'
  | 'folder-missing'
  | 'known-absent'
  | 'unreadable'
  | 'bytes-unproven'
  | 'made-anew';

export type FindingCounts = Readonly<Partial<Record<FindingKind, number>>>;

export interface Finding {
  readonly kind: FindingKind;
  readonly sourcePath: readonly string[];
  readonly targetPath: readonly string[];
  readonly sourceId: number | undefined;
  readonly targetId: number | undefined;
  readonly size: number;
  readonly epochSeconds: number;
  /** One plain sentence without personal data. */
  readonly detail: string;
}

export interface VerificationReport {
  readonly grade: Grade;
  readonly itemCount: { readonly source: number; readonly target: number };
  readonly bytes: { readonly source: number; readonly target: number };
  /** How many items of each kind each side holds. */
  readonly kinds: KindCounts;
  readonly findings: readonly Finding[];
  /** All findings by kind, also those that were not kept. */
  readonly found: FindingCounts;
  /** Findings beyond the bound that were counted but not kept. */
  readonly findingsDropped: number;
  readonly folders: readonly FolderVerification[];
}

/**
 * One for each folder asked for, in the order of comparison. Where several map to one target folder, each counts the
 * target items that are its own and the first also those that are nobody's.
 */
export interface FolderVerification {
  readonly sourcePath: readonly string[];
  readonly targetPath: readonly string[];
  readonly sourceCount: number;
  readonly targetCount: number;
  readonly grade: Grade;
}

/**
 * Compares two sides folder by folder by what they themselves list and serve; knows nothing of how the mail came
 * there. Listings are requested ahead, on both sides at once; memory is that of a few folders' listings. Bodies are
 * read only in doubt, or all with `isDeep`. A folder that is missing, errors or ends
 * the connection each time is a finding and others go on. `onFolder` runs once for each folder asked for.
 * @throws ConnectorError when a side is lost: nothing can be said then.
 */
export async function verifyMailbox(request: VerifyMailbox): Promise<VerificationReport> {
  const { source, target } = request;
  const [sourceFolders, targetFolders] = await Promise.all([
    source.listFolders(),
    target.listFolders(),
  ]);
  const groups = groupFolders(
    request.folders,
    { folders: sourceFolders, capabilities: source.capabilities },
    { folders: targetFolders, capabilities: target.capabilities },
  );
  const flags = new FlagSets();
  const log = new FindingLog();
  const folders: FolderVerification[] = [];
  const total = { itemCount: { source: 0, target: 0 }, bytes: { source: 0, target: 0 } };
  const started: GroupListing[] = [];
  const survival = survivalOf(request);
  let kinds: KindCounts = {};
  for (const [at, group] of groups.entries()) {
    const ahead = groups.slice(at + started.length, at + 1 + listingsAheadMax);
    started.push(...ahead.map((next) => startListing(next, request, flags)));
    const listing = started.shift();
    if (listing === undefined) continue;
    const compared = await compareGroup({
      group,
      listing,
      flags,
      log,
      isDeep: request.isDeep,
      isUnproven: request.isAltering === true && !request.isDeep,
      survival,
      mayRegenerate: [source, target].some(
        ({ capabilities }) => capabilities.areSizesEstimates === true,
      ),
    });
    kinds = addKinds(kinds, compared.kinds);
    for (const side of ['source', 'target'] as const) {
      total.itemCount[side] += compared.itemCount[side];
      total.bytes[side] += compared.bytes[side];
    }
    for (const folder of compared.folders) {
      folders.push(folder);
      request.onFolder?.(folder.sourcePath, folders.length, request.folders.length);
    }
  }
  return {
    grade: log.grade(),
    ...total,
    kinds,
    findings: log.findings,
    found: log.counts(),
    findingsDropped: log.droppedCount,
    folders,
  };
}

/** What has no bytes of its own is compared by its likeness; what is served otherwise than it was given, by what survives. */
function survivalOf({ source, target, isRegenerating }: VerifyMailbox): Survival | undefined {
  const knowsMore = ({ givesForms = [] }: Capabilities) =>
    givesForms.some((form) => form !== 'mime');
  const areLikenessesTold = [source.capabilities, target.capabilities].every(knowsMore);
  return isRegenerating === true || areLikenessesTold ? { areLikenessesTold } : undefined;
}
