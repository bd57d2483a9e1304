import type { FindingLog, ItemFinding } from './finding-log.ts';
import type { FlagSets } from './flag-sets.ts';
import type { AbsenceReason } from './grade.ts';
import { type ItemTable, hashUnreadable } from './item-table.ts';
import type { Match, Matching } from './matching.ts';
import type { FolderToVerify } from './verify-mailbox.ts';

interface MatchingToReport {
  readonly table: ItemTable;
  readonly flags: FlagSets;
  readonly log: FindingLog;
  /** One for each source listing of the table. */
  readonly requests: readonly FolderToVerify[];
  readonly matching: Matching;
  readonly absenceOf: (source: number) => AbsenceReason | undefined;
  /** False when a source folder of the group could not be listed: its items cannot be told from the target's own. */
  readonly areAllRead: boolean;
}

/** Names every difference by its items. Gives for each source folder how many target items are its own. */
export function reportMatching(work: MatchingToReport): number[] {
  const { table, log, requests, matching } = work;
  const ownCounts = requests.map(() => 0);
  const addTo = (place: number, finding: ItemFinding) => {
    const request = requests[place] ?? requests[0];
    if (request !== undefined) log.add(request, finding);
  };
  for (const match of matching.matches()) {
    const place = table.place(match.source);
    ownCounts[place] = (ownCounts[place] ?? 0) + 1;
    for (const finding of differencesOf(match, work)) addTo(place, finding);
  }
  for (const row of matching.openSources()) {
    addTo(table.place(row), absent(row, work));
  }
  for (const row of matching.openTargets()) {
    ownCounts[0] = (ownCounts[0] ?? 0) + 1;
    const kind = matching.twins.has(row) ? extraTwin : extra;
    if (work.areAllRead) addTo(0, { ...kind, ...named(table, { target: row }) });
  }
  return ownCounts;
}

const extra = {
  kind: 'extra',
  detail: 'The target holds an item that the source does not.',
} as const;

const extraTwin = {
  kind: 'extra-twin',
  detail: 'The target holds the bytes of a source item once more than the source.',
} as const;

const bytesDiffer = 'The bytes of the item are not the same.';
const survivorsDiffer =
  'What should survive of the item (its likeness, or its Message-ID and subject) is not the same.';

function* differencesOf(match: Match, work: MatchingToReport): Generator<ItemFinding> {
  const { table, flags } = work;
  const names = named(table, match);
  for (const [side, row] of [
    ['source', match.source],
    ['target', match.target],
  ] as const) {
    if (table.hashStates[row] === hashUnreadable) {
      yield {
        kind: 'unreadable',
        detail: `The item could not be read from the ${side}.`,
        ...names,
      };
    }
  }
  if (match.agreement === 'bytes-differ') {
    const detail = table.survival === undefined ? bytesDiffer : survivorsDiffer;
    yield { kind: 'bytes-differ', detail, ...names };
  }
  const lateSeconds = table.date(match.target) - table.date(match.source);
  if (lateSeconds !== 0) {
    const detail = `The received date at the target is ${shift(lateSeconds)}.`;
    yield { kind: 'date-differs', detail, ...names };
  }
  const [source, target] = [table.flagSet(match.source), table.flagSet(match.target)];
  if (source !== target) {
    const { lost, gained } = flags.difference(source, target);
    const detail = `The target lacks ${lost} of the flags and has ${gained} of its own.`;
    yield { kind: 'flags-differ', detail, ...names };
  }
}

function absent(row: number, work: MatchingToReport): ItemFinding {
  const names = named(work.table, { source: row });
  const absence = work.absenceOf(row);
  if (absence === undefined || absence === 'gone') {
    return { kind: 'missing', detail: 'The item is not at the target.', ...names };
  }
  return { kind: 'known-absent', absence, detail: absenceDetails[absence], ...names };
}

const absenceDetails = {
  excluded: 'A filter left the item out.',
  failed: 'The item was tried and refused.',
  collapsed: 'The target keeps one copy of this and an identical item.',
} as const;

function named(table: ItemTable, rows: { source?: number; target?: number }) {
  const shown = rows.source ?? rows.target ?? 0;
  return {
    size: table.size(shown),
    epochSeconds: table.date(shown),
    ...(rows.source === undefined ? {} : { sourceId: table.id(rows.source) }),
    ...(rows.target === undefined ? {} : { targetId: table.id(rows.target) }),
  };
}

function shift(seconds: number): string {
  return seconds > 0 ? `${seconds} s later` : `${-seconds} s earlier`;
}
