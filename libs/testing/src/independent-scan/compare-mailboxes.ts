import {
  type MailboxScan,
  pathKey,
  type ScannedFolder,
  type ScannedMessage,
} from './mailbox-scan.ts';

export type DifferenceKind =
  | 'folder-missing'
  | 'folder-extra'
  | 'lost'
  | 'doubled'
  | 'foreign'
  | 'altered'
  | 'flags'
  | 'date'
  | 'order'
  | 'subscription';

export interface Difference {
  readonly kind: DifferenceKind;
  readonly path: readonly string[];
  readonly detail: string;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  readonly counts: Readonly<Record<DifferenceKind, number>>;
  readonly sourceCount: number;
  readonly targetCount: number;
}

export interface CompareOptions {
  /** Where a source folder is expected in the target; by default under the same path. */
  readonly targetPath?: (path: readonly string[]) => readonly string[];
}

/**
 * Compares two scans message by message, as multisets per folder: a message is `lost` when the target has fewer
 * copies of its bytes than the source, `doubled` when it has more, `foreign` when the source never had it, and
 * `altered` when a lost one and a foreign one stand for the same message (equal date, or equal place).
 */
export function compareMailboxes(
  source: MailboxScan,
  target: MailboxScan,
  options: CompareOptions = {},
): Comparison {
  const differences: Difference[] = [];
  const targetPath = options.targetPath ?? ((path) => path);
  const targetFolders = new Map(target.folders.map((folder) => [pathKey(folder.path), folder]));
  const expected = new Set<string>();
  for (const folder of source.folders) {
    if (!folder.canHoldItems) continue;
    const path = targetPath(folder.path);
    expected.add(pathKey(path));
    const other = targetFolders.get(pathKey(path));
    if (other === undefined || !other.canHoldItems) {
      differences.push({
        kind: 'folder-missing',
        path,
        detail: `${folder.messages.length} messages`,
      });
      for (const message of folder.messages) {
        differences.push({ kind: 'lost', path, detail: `uid ${message.uid}` });
      }
    } else {
      differences.push(...compareFolders(folder, other));
    }
  }
  for (const folder of target.folders) {
    const isExpected = expected.has(pathKey(folder.path)) || !folder.canHoldItems;
    if (isExpected || (folder.path[0] === 'INBOX' && folder.messages.length === 0)) continue;
    const detail = `${folder.messages.length} messages`;
    differences.push({ kind: 'folder-extra', path: folder.path, detail });
  }
  return {
    differences,
    counts: countKinds(differences),
    sourceCount: countMessages(source),
    targetCount: countMessages(target),
  };
}

/** A few lines for people: counts, then the first differences. */
export function describeComparison(comparison: Comparison, shownMax = 20): string {
  const counts = Object.entries(comparison.counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
  const lines = comparison.differences
    .slice(0, shownMax)
    .map(({ kind, path, detail }) => `  ${kind} in ${JSON.stringify(path.join(' > '))}: ${detail}`);
  const sizes = `${comparison.sourceCount} messages against ${comparison.targetCount}`;
  return [`${sizes}: ${counts === '' ? 'identical' : counts}`, ...lines].join('\n');
}

function compareFolders(source: ScannedFolder, target: ScannedFolder): Difference[] {
  const { path } = target;
  const found: Difference[] = [];
  const candidates = groupByHash(target.messages);
  const lost: ScannedMessage[] = [];
  for (const [sha256, wanted] of groupByHash(source.messages)) {
    const copies = candidates.get(sha256) ?? [];
    candidates.delete(sha256);
    found.push(...compareTwins(path, wanted, copies));
    lost.push(...wanted.slice(copies.length));
    for (const copy of copies.slice(wanted.length)) {
      found.push({ kind: 'doubled', path, detail: `target uid ${copy.uid}, ${copy.size} bytes` });
    }
  }
  const foreign = [...candidates.values()].flat();
  for (const message of lost) {
    const place = source.messages.indexOf(message);
    const stand = foreign.findIndex(
      (other) =>
        other.epochSeconds === message.epochSeconds || target.messages.indexOf(other) === place,
    );
    const detail = `source uid ${message.uid}, ${message.size} bytes`;
    found.push({ kind: stand < 0 ? 'lost' : 'altered', path, detail });
    if (stand >= 0) foreign.splice(stand, 1);
  }
  for (const message of foreign) {
    found.push({
      kind: 'foreign',
      path,
      detail: `target uid ${message.uid}, ${message.size} bytes`,
    });
  }
  if (
    found.every(({ kind }) => kind === 'flags' || kind === 'date') &&
    !isSameOrder(source, target)
  ) {
    found.push({ kind: 'order', path, detail: 'messages arrived in another order' });
  }
  if (source.isSubscribed !== target.isSubscribed) {
    const detail = source.isSubscribed ? 'no longer subscribed' : 'newly subscribed';
    found.push({ kind: 'subscription', path, detail });
  }
  return found;
}

/** Copies of equal bytes are matched so that as few as possible differ in flags and date. */
function compareTwins(
  path: readonly string[],
  wanted: readonly ScannedMessage[],
  copies: readonly ScannedMessage[],
): Difference[] {
  const found: Difference[] = [];
  const left = [...copies];
  const unmatched = wanted.filter((message) => !takeEqual(left, message, [sameFlags, sameDate]));
  for (const message of unmatched) {
    const fits = takeEqual(left, message, [sameDate]) ?? takeEqual(left, message, [sameFlags]);
    const copy = fits ?? left.shift();
    if (copy === undefined) continue;
    const where = `source uid ${message.uid}, target uid ${copy.uid}`;
    if (!sameFlags(message, copy)) {
      const detail = `${where}: ${message.flags.join(' ')} became ${copy.flags.join(' ')}`;
      found.push({ kind: 'flags', path, detail });
    }
    if (!sameDate(message, copy)) {
      const detail = `${where}: ${message.epochSeconds} became ${copy.epochSeconds}`;
      found.push({ kind: 'date', path, detail });
    }
  }
  return found;
}

type Equal = (a: ScannedMessage, b: ScannedMessage) => boolean;

const sameFlags: Equal = (a, b) => a.flags.join(' ') === b.flags.join(' ');
const sameDate: Equal = (a, b) => a.epochSeconds === b.epochSeconds;

function takeEqual(
  left: ScannedMessage[],
  message: ScannedMessage,
  equals: readonly Equal[],
): ScannedMessage | undefined {
  const index = left.findIndex((copy) => equals.every((equal) => equal(message, copy)));
  return index < 0 ? undefined : left.splice(index, 1)[0];
}

function isSameOrder(source: ScannedFolder, target: ScannedFolder): boolean {
  return source.messages.every((message, i) => target.messages[i]?.sha256 === message.sha256);
}

function groupByHash(messages: readonly ScannedMessage[]): Map<string, ScannedMessage[]> {
  return Map.groupBy(messages, (message) => message.sha256);
}

function countMessages(scan: MailboxScan): number {
  return scan.folders.reduce((sum, folder) => sum + folder.messages.length, 0);
}

function countKinds(differences: readonly Difference[]): Record<DifferenceKind, number> {
  const counts: Record<DifferenceKind, number> = {
    'folder-missing': 0,
    'folder-extra': 0,
    lost: 0,
    doubled: 0,
    foreign: 0,
    altered: 0,
    flags: 0,
    date: 0,
    order: 0,
    subscription: 0,
  };
  for (const { kind } of differences) counts[kind] += 1;
  return counts;
}
