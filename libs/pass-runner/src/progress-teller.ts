import type { Ledger, LedgerEvent, ProgressCounts, ProgressWait } from '@mailhaul/domain';
import type { Clock } from '@mailhaul/kernel';
import {
  excludedFor,
  type FolderTotals,
  folderTotalsOf,
  type LedgerTotals,
  totalsOf,
} from './ledger-totals.ts';

/** At most one PassProgressed in this time, beside the last of a pass. */
export const progressEveryMs = 1_000;
/** Folders in one event; what is left over waits for the next, at the pass's end in as many as it takes. */
export const progressFoldersMax = 2_000;

type PassProgressed = LedgerEvent & { type: 'PassProgressed' };

/** Puts where a pair stands into words for its log, from the fold as it is when asked. */
export class ProgressTeller {
  readonly #ledger: Ledger;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** What was last told of each folder, and of all. */
  readonly #told = new Map<number, FolderTotals>();
  #toldTotals: LedgerTotals | undefined;
  #toldExcluded = '{}';
  #dueMs = -Infinity;
  #wait: ProgressWait | undefined;
  /** Something was recorded that was not looked at yet. */
  #isStale = false;

  constructor(ledger: Ledger, clock: Pick<Clock, 'monotonicMs'>) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** That nothing moves, and why; or, without a wait, that it goes on. */
  waits(wait: ProgressWait | undefined): PassProgressed {
    this.#wait = wait;
    return this.#event([]);
  }

  /** To be called after each event that was folded: what is to be told behind it, if it is time and anything changed. */
  after({ type }: LedgerEvent): PassProgressed | undefined {
    this.#isStale = true;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs < this.#dueMs || countless.has(type)) return undefined;
    this.#dueMs = nowMs + progressEveryMs;
    return this.#next();
  }

  /** All that changed, in as many events as it takes; with `always` at least one. */
  last({ always }: { readonly always: boolean }): readonly PassProgressed[] {
    const events: PassProgressed[] = [];
    while (this.#isStale) {
      const event = this.#next();
      if (event !== undefined) events.push(event);
    }
    return events.length === 0 && always ? [this.#event([])] : events;
  }

  #next(): PassProgressed | undefined {
    const folders = this.#takeChanged();
    this.#isStale = folders.length === progressFoldersMax;
    const event = this.#event(folders);
    const told = this.#toldTotals;
    const excluded = JSON.stringify(event.data.excludedFor ?? {});
    const isNews =
      folders.length > 0 ||
      told === undefined ||
      excluded !== this.#toldExcluded ||
      !isEqual(event.data.totals, told);
    this.#toldTotals = event.data.totals;
    this.#toldExcluded = excluded;
    return isNews ? event : undefined;
  }

  #takeChanged(): [number, ProgressCounts][] {
    const changed: [number, ProgressCounts][] = [];
    for (const folder of this.#ledger.folders) {
      if (changed.length === progressFoldersMax) break;
      const totals = folderTotalsOf(folder);
      if (isEqual(totals, this.#told.get(folder.f) ?? nothing)) continue;
      this.#told.set(folder.f, totals);
      changed.push([folder.f, compact(totals)]);
    }
    return changed;
  }

  #event(folders: readonly [number, ProgressCounts][]): PassProgressed {
    const bytes = bytesPlanned(this.#ledger);
    const totals = totalsOf(this.#ledger);
    const reasons = excludedFor(this.#ledger);
    const data = {
      ...{ e: this.#ledger.epoch, totals },
      ...(Object.keys(reasons).length === 0 ? {} : { excludedFor: reasons }),
      ...(bytes === undefined ? {} : { bytes }),
    };
    const wait = this.#wait === undefined ? {} : { wait: this.#wait };
    return { type: 'PassProgressed', data: { ...data, folders, ...wait } };
  }
}

/** They change no count by themselves; what they begin is told with its end. */
const countless: ReadonlySet<LedgerEvent['type']> = new Set([
  'TargetProfiled',
  'FolderMapped',
  'ItemsIntended',
  'SurplusFound',
  'SurplusRemoved',
  'WatchEnded',
]);

const nothing: FolderTotals = {
  migrated: 0,
  excluded: 0,
  failed: 0,
  gone: 0,
  collapsed: 0,
  pending: 0,
};

function isEqual<T extends FolderTotals>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((outcome) => a[outcome] === b[outcome]);
}

function compact(totals: FolderTotals): ProgressCounts {
  const { migrated: m, excluded: x, failed: d, gone: g, collapsed: c, pending: p } = totals;
  const counts = Object.entries({ m, x, d, g, c, p }).filter(([, count]) => count > 0);
  return Object.fromEntries(counts);
}

/** Of folders that were mapped; undefined where one of them does not tell. */
function bytesPlanned({ folders }: Ledger): number | undefined {
  let sum = 0;
  for (const { bytes, count } of folders) {
    if (bytes === undefined && count > 0) return undefined;
    sum += bytes ?? 0;
  }
  return sum;
}
