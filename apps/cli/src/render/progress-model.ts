import { type EtaRange, RateMeter, type Speed, type WorkPlanned } from './eta.ts';
import type { MailboxFinished, RunEvent } from './run-events.schema.ts';

/** One mailbox as a screen shows it. */
export interface MailboxView {
  readonly label: string;
  state: 'queued' | 'running' | 'finished';
  phase: string;
  planned: WorkPlanned | undefined;
  itemsDone: number;
  bytesDone: number;
  failed: number;
  folder: string | undefined;
  waiting: { readonly reason: string; readonly untilMs: number | undefined } | undefined;
  verifying: { readonly done: number; readonly total: number } | undefined;
  finished: MailboxFinished | undefined;
  readonly meter: RateMeter;
}

/** The run folded from its events; times are the caller's monotonic milliseconds. */
export class ProgressModel {
  readonly mailboxes: MailboxView[] = [];
  readonly #totalMeter = new RateMeter();

  apply(event: RunEvent, nowMs: number): void {
    if (event.event === 'run-started') {
      for (const pair of event.mailboxes) this.mailboxes.push(newView(pairLabel(pair)));
      return;
    }
    const view = 'mailbox' in event ? this.mailboxes[event.mailbox] : undefined;
    if (view === undefined) return;
    applyToMailbox(view, event, nowMs);
    const isWork =
      event.event === 'settled' || (event.event === 'phase' && event.phase === 'copying');
    if (isWork)
      this.#totalMeter.record({ atMs: nowMs, items: this.itemsDone(), bytes: this.bytesDone() });
  }

  active(): MailboxView[] {
    return this.mailboxes.filter((view) => view.state === 'running');
  }

  finishedCount(): number {
    return this.mailboxes.filter((view) => view.state === 'finished').length;
  }

  itemsDone(): number {
    return sum(this.mailboxes, (view) => view.itemsDone);
  }

  bytesDone(): number {
    return sum(this.mailboxes, (view) => view.bytesDone);
  }

  /** Of the mailboxes begun so far: what waits its turn is not known yet. */
  planned(): WorkPlanned {
    const known = this.mailboxes.flatMap((view) => view.planned ?? []);
    const isSized = known.every((planned) => planned.bytes !== undefined);
    return {
      items: sum(known, (planned) => planned.items),
      bytes: isSized ? sum(known, (planned) => planned.bytes ?? 0) : undefined,
    };
  }

  speed(nowMs: number): Speed {
    return this.#totalMeter.speed(nowMs);
  }

  /** Undefined while some mailboxes have not been listed yet. */
  timeLeft(nowMs: number): EtaRange | undefined {
    const isWhole = this.mailboxes.every(
      (view) => view.planned !== undefined || view.state === 'finished',
    );
    return isWhole ? this.#totalMeter.timeLeft(nowMs, this.planned()) : undefined;
  }
}

/** `ann@example.com`, or `ann@old → ann@new` where the sides differ; ` (archive)` where one address has several trees. */
export function pairLabel(pair: {
  readonly source: string;
  readonly target: string;
  readonly sourceKind?: string | undefined;
  readonly targetKind?: string | undefined;
}): string {
  const source = `${pair.source}${treeWords[pair.sourceKind ?? ''] ?? ''}`;
  const target = `${pair.target}${treeWords[pair.targetKind ?? ''] ?? ''}`;
  return pair.target === '' || source === target ? source : `${source} → ${target}`;
}

const treeWords: Readonly<Record<string, string>> = {
  archive: ' (archive)',
  public: ' (public folders)',
};

function newView(label: string): MailboxView {
  return {
    label,
    state: 'queued',
    phase: 'waiting for its turn',
    planned: undefined,
    itemsDone: 0,
    bytesDone: 0,
    failed: 0,
    folder: undefined,
    waiting: undefined,
    verifying: undefined,
    finished: undefined,
    meter: new RateMeter(),
  };
}

function applyToMailbox(view: MailboxView, event: RunEvent, nowMs: number): void {
  switch (event.event) {
    case 'mailbox-started':
      view.state = 'running';
      view.phase = 'connecting';
      break;
    case 'phase':
      view.phase = event.phase;
      view.waiting = undefined;
      if (event.phase === 'copying') recordWork(view, nowMs);
      break;
    case 'planned':
      view.planned = { items: event.items, bytes: event.bytes ?? undefined };
      break;
    case 'folder-started':
      view.folder = event.folder;
      break;
    case 'settled': {
      const { migrated, excluded, failed, gone, collapsed } = event.counts;
      view.itemsDone += migrated + excluded + failed + gone + collapsed;
      view.bytesDone += event.bytes;
      view.failed += failed;
      view.waiting = undefined;
      recordWork(view, nowMs);
      break;
    }
    case 'waiting':
      view.waiting = {
        reason: event.reason,
        untilMs: event.until === null ? undefined : Date.parse(event.until),
      };
      break;
    case 'resumed':
      view.waiting = undefined;
      break;
    case 'verifying':
      view.phase = 'verifying';
      view.verifying = { done: event.foldersDone, total: event.folders };
      break;
    case 'mailbox-finished':
      view.state = 'finished';
      view.finished = event;
      view.waiting = undefined;
      break;
    case 'run-started':
    case 'folder-planned':
    case 'folder-left-out':
    case 'folder-placed':
    case 'folder-parked':
    case 'keywords-left-out':
    case 'quota-short':
    case 'duplicates-moved':
    case 'duplicates-kept':
    case 'folder-finished':
    case 'connection-lost':
    case 'notice':
    case 'error':
    case 'run-finished':
      break;
  }
}

function recordWork(view: MailboxView, nowMs: number): void {
  view.meter.record({ atMs: nowMs, items: view.itemsDone, bytes: view.bytesDone });
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
