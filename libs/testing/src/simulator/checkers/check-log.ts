import type { RecordedEvent } from '@mailhaul/application';
import type { Stage } from '../sim-workers.ts';
import { type Finding, violation } from './finding.ts';
import { readIds, readItems } from './read-packed.ts';

type Data = Readonly<Record<string, unknown>>;

interface Batch {
  readonly t: number;
  readonly f: number;
  readonly fence: number;
  readonly generation: number;
  /** Content of each item, as the source had it when it was intended. */
  readonly contents: readonly (string | undefined)[];
}

/** What the log tells besides its events' own words. */
export interface LogFacts {
  readonly findings: readonly Finding[];
  /** Target copies, by serial, that were reported as surplus, and their folder's generation then. */
  readonly reportedSurplus: ReadonlyMap<number, number>;
  readonly surplusCount: number;
  /** Copies that were adopted by a scan, matched or recovered, by serial. */
  readonly adopted: ReadonlySet<number>;
  readonly everWatched: number;
}

/** Reads the raw log: one live epoch records, one id is claimed once, nothing below its fence or of other bytes is adopted. */
export function checkLog(stage: Stage, events: readonly RecordedEvent[]): LogFacts {
  const reader = new LogReader(stage);
  for (const event of events) reader.take(event);
  return {
    findings: reader.findings,
    reportedSurplus: reader.reportedSurplus,
    surplusCount: reader.surplusCount,
    adopted: reader.adopted,
    everWatched: reader.everWatched,
  };
}

class LogReader {
  readonly findings: Finding[] = [];
  readonly reportedSurplus = new Map<number, number>();
  readonly adopted = new Set<number>();
  surplusCount = 0;
  everWatched = 0;
  readonly #stage: Stage;
  #epoch = 0;
  #isProfiled = false;
  readonly #targets = new Map<number, { path: string; generation: number }>();
  readonly #sources = new Map<number, { path: string; generation: number; t: number }>();
  readonly #batches = new Map<number, Batch>();
  readonly #claimed = new Map<string, string>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  take(event: RecordedEvent): void {
    const data = event.data as Data;
    const place = `${event.type} r${event.revision}`;
    if (event.type === 'PassOpened') {
      if (number(data, 'e') !== this.#epoch + 1) {
        this.#say('single-writer', `${place}: epoch ${number(data, 'e')} follows ${this.#epoch}`);
      }
      this.#epoch = number(data, 'e');
      return;
    }
    if (number(data, 'e') !== this.#epoch) {
      this.#say('single-writer', `${place}: epoch ${number(data, 'e')} in epoch ${this.#epoch}`);
    }
    switch (event.type) {
      case 'FolderMapped':
        return this.#map(data);
      case 'FolderEnumerated':
      case 'SourceRegenerated': {
        const source = this.#sources.get(number(data, 'f'));
        if (source !== undefined) source.generation = number(data, 'g');
        return;
      }
      case 'TargetRegenerated': {
        const target = this.#targets.get(number(data, 't'));
        if (target !== undefined) target.generation = number(data, 'g');
        return;
      }
      case 'TargetProfiled':
        this.#isProfiled = true;
        return;
      case 'ItemsIntended':
        return this.#intend(data);
      case 'ItemsSettled':
        return this.#settle(data, place);
      case 'ItemsRecovered':
        return this.#recover(data, place);
      case 'ItemsMatched':
        return this.#match(data, place);
      case 'SurplusFound':
        return this.#surplus(data);
      case 'SurplusRemoved':
        this.surplusCount -= readIds(text(data, 'ids')).length;
        return;
    }
  }

  #map(data: Data): void {
    const [, plain] = JSON.parse(text(data, 'sealed')) as [string, string];
    const names = JSON.parse(plain) as { sourcePath: string[]; targetPath: string[] };
    const t = number(data, 't');
    if (!this.#targets.has(t)) {
      this.#targets.set(t, { path: names.targetPath.join('/'), generation: number(data, 'tg') });
    }
    this.#sources.set(number(data, 'f'), {
      path: names.sourcePath.join('/'),
      generation: this.#sources.get(number(data, 'f'))?.generation ?? 0,
      t,
    });
  }

  #intend(data: Data): void {
    const f = number(data, 'f');
    const source = this.#sources.get(f);
    if (source === undefined) return this.#say('log', `ItemsIntended for unknown folder ${f}`);
    const contents = readItems(text(data, 'items')).map(
      ({ id }) => this.#stage.source.copyAt(source.path, source.generation, id)?.content,
    );
    // What the target does with bytes is found out with one item, before others are at stake.
    if (!this.#isProfiled && contents.length > 1) {
      this.#say('unprofiled', `${contents.length} items are intended for an unknown target`);
    }
    this.#batches.set(number(data, 'b'), {
      t: source.t,
      f,
      fence: number(data, 'fence'),
      generation: number(data, 'tg'),
      contents,
    });
  }

  #settle(data: Data, place: string): void {
    if (data['b'] === undefined || data['ids'] === undefined) return;
    const batch = this.#batches.get(number(data, 'b'));
    if (batch === undefined) return;
    for (const [index, id] of readIds(text(data, 'ids')).entries()) {
      if (id === 0) continue;
      const copy = this.#claim(batch, { index, id, place });
      if (copy === undefined || !this.reportedSurplus.has(copy)) continue;
      // The target itself says that this copy is the item's, where it merged the write with it: the report is taken back.
      if ((this.#stage.target.mail.merges.get(copy) ?? 0) === 0) {
        this.#say('claimed-surplus', `${place}: ${id} was called surplus, and nothing was merged`);
      }
      this.reportedSurplus.delete(copy);
      this.surplusCount -= 1;
    }
  }

  #recover(data: Data, place: string): void {
    if (number(data, 'watch') > 0) this.everWatched += 1;
    const batch = this.#batches.get(number(data, 'b'));
    if (batch === undefined) return;
    const ids = readIds(text(data, 'ids'));
    for (const [at, index] of readIds(text(data, 'found')).entries()) {
      const id = ids[at] as number;
      const isRebased = this.#targets.get(batch.t)?.generation !== batch.generation;
      if (!isRebased && id < batch.fence) this.#say('fence', `${place}: ${id} < ${batch.fence}`);
      const copy = this.#claim(batch, { index, id, place });
      if (copy !== undefined) this.adopted.add(copy);
    }
  }

  #match(data: Data, place: string): void {
    const source = this.#sources.get(number(data, 'f'));
    if (source === undefined) return;
    const items = readItems(text(data, 'items'));
    const contents = items.map(
      ({ id }) => this.#stage.source.copyAt(source.path, source.generation, id)?.content,
    );
    const batch = { t: source.t, f: number(data, 'f'), fence: 0, generation: 0, contents };
    for (const [index, id] of readIds(text(data, 'ids')).entries()) {
      const copy = this.#claim(batch, { index, id, place });
      if (copy !== undefined) this.adopted.add(copy);
    }
  }

  /** Gives the serial of the claimed copy. */
  #claim(batch: Batch, claim: { index: number; id: number; place: string }): number | undefined {
    const target = this.#targets.get(batch.t);
    if (target === undefined) return undefined;
    const { path, generation } = target;
    const key = `${path} ${generation} ${claim.id}`;
    const earlier = this.#claimed.get(key);
    if (earlier !== undefined) {
      this.#say('claimed-once', `${claim.place}: ${key} was claimed by ${earlier}`);
    }
    this.#claimed.set(key, claim.place);
    const copy = this.#stage.target.copyAt(path, generation, claim.id);
    const wanted = batch.contents[claim.index];
    if (copy === undefined) this.#say('claim', `${claim.place}: ${key} never was`);
    else if (wanted !== undefined && copy.content !== wanted) {
      this.#say('other-bytes', `${claim.place}: ${key} is ${copy.content}, not ${wanted}`);
    }
    return copy?.serial;
  }

  #surplus(data: Data): void {
    const target = this.#targets.get(number(data, 't'));
    const ids = readIds(text(data, 'ids'));
    this.surplusCount += ids.length;
    if (target === undefined) return;
    for (const id of ids) {
      const copy = this.#stage.target.copyAt(target.path, target.generation, id);
      if (copy === undefined) this.#say('surplus', `id ${id} of ${target.path} never was`);
      else this.reportedSurplus.set(copy.serial, target.generation);
    }
  }

  #say(rule: string, detail: string): void {
    this.findings.push(violation(rule, detail));
  }
}

function number(data: Data, key: string): number {
  const value = data[key];
  return typeof value === 'number' ? value : 0;
}

function text(data: Data, key: string): string {
  const value = data[key];
  return typeof value === 'string' ? value : '';
}
