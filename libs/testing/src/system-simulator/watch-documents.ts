import type { LogPosition } from '@mailhaul/application';
import { type Finding, violation } from '../simulator/checkers/finding.ts';
import { allEvents } from './all-events.ts';
import { owedAlerts } from './check-alerts.ts';
import { lookEveryMs } from './open-page.ts';
import type { ServiceProcesses } from './service-processes.ts';
import type { DocumentsSeen } from './sim-documents.ts';
import type { SystemStage } from './system-stage.ts';

const seenEveryMs = 30_000;
/** Once nothing fails any more, what is in the log is in the documents within this. */
const livenessMs = 10 * 60_000;
const eventsMax = 1_000_000;
const shownPrefixes = ['tenant-', 'connection-', 'job-', 'pair-', 'ledger-', 'alert-'];

/** Looks at the read models now and then, and at the end waits until they tell everything. */
export class DocumentWatch {
  readonly seen: DocumentsSeen[] = [];
  readonly #stage: SystemStage;
  readonly #services: ServiceProcesses;
  #isOver = false;

  constructor(stage: SystemStage, services: ServiceProcesses) {
    this.#stage = stage;
    this.#services = services;
  }

  start(): void {
    if (this.#isOver) return;
    this.#look();
    this.#stage.world.scheduler.after(seenEveryMs, () => this.start());
  }

  /** Faults are over and the system is still: everything must now be told, and told again by a rebuild. */
  async end(): Promise<readonly Finding[]> {
    this.#isOver = true;
    const late = (await this.#caughtUp()) ?? (await this.#rebuilt());
    if (late !== undefined) return [violation('reading-liveness', late)];
    await this.#wait(2 * lookEveryMs + livenessMs / 10);
    this.#look();
    return this.#stalePages();
  }

  #look(): void {
    const { world, documents } = this.#stage;
    const seen = documents.seen(world.nowMs);
    if (seen === undefined || this.seen.at(-1)?.checkpoint === seen.checkpoint) return;
    this.seen.push(seen);
  }

  /** Undefined: all is told. */
  async #caughtUp(): Promise<string | undefined> {
    const { documents } = this.#stage;
    for (let waitedMs = 0; ; waitedMs += seenEveryMs) {
      const events = await allEvents(this.#stage);
      const isShown = (name: string) => shownPrefixes.some((prefix) => name.startsWith(prefix));
      const last = events.findLast(({ stream }) => isShown(stream))?.position ?? 0n;
      const owed = owedAlerts(events);
      if (isThere(documents.live.checkpoint, last) && owed === 0) return undefined;
      if (waitedMs >= livenessMs) {
        return `documents at ${documents.live.checkpoint ?? 0n} of ${last}, ${owed} alerts owed`;
      }
      await this.#wait(seenEveryMs);
    }
  }

  async #rebuilt(): Promise<string | undefined> {
    this.#look();
    const { documents } = this.#stage;
    const before = documents.seen(0)?.documents;
    const [reporter] = this.#services.reading.reporters;
    const number = documents.live.number;
    reporter?.reporting.rebuild();
    for (let waitedMs = 0; documents.live.number === number; waitedMs += 1000) {
      if (waitedMs >= livenessMs) return 'a rebuild without faults does not end';
      await this.#wait(1000);
    }
    return unlike(before, documents.seen(0)?.documents) ?? this.#caughtUp();
  }

  #stalePages(): readonly Finding[] {
    const { documents } = this.#stage;
    return this.#services.reading.pages.flatMap(({ tenant, shown }) => {
      const jobs = documents.matching('jobs', { tenant }, 'live');
      const isStale = jobs.some(({ id, body }) => shown.get(id) !== JSON.stringify(body));
      return isStale ? [violation('page-stale', `${tenant} shows what is no longer so`)] : [];
    });
  }

  async #wait(ms: number): Promise<void> {
    const { scheduler } = this.#stage.world;
    let isOver = false;
    scheduler.after(ms, () => (isOver = true));
    await scheduler.run(() => isOver, { untilMs: Number.POSITIVE_INFINITY, eventsMax });
  }
}

function isThere(checkpoint: LogPosition | undefined, last: LogPosition): boolean {
  return (checkpoint ?? 0n) >= last;
}

type Documents = DocumentsSeen['documents'] | undefined;

function unlike(before: Documents, after: Documents): string | undefined {
  for (const key of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
    const [was, is] = [before?.get(key), after?.get(key)];
    if (was?.json !== is?.json || was?.position !== is?.position) {
      return `rebuilt, ${key} is not as it was: ${was?.json ?? 'none'} ${is?.json ?? 'none'}`;
    }
  }
  return undefined;
}
