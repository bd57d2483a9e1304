import type { LogEvent } from './log-reader.ts';

interface OpenBatch {
  readonly epoch: number;
  readonly folder: number;
}

/** A pass whose worker was struck, until it has gone on elsewhere. */
interface Strike {
  readonly atMs: number;
  readonly epoch: number;
  readonly batches: ReadonlyMap<number, OpenBatch>;
  readonly folders: ReadonlySet<number>;
  isGranted: boolean;
  isGoingOn: boolean;
}

/** How long after a strike, milliseconds. */
export interface Delays {
  /** Until the mailbox had another lease. */
  readonly lease: number[];
  /** Until a batch of a folder without an open one was intended. */
  readonly free: number[];
  /** Until it was recorded what became of an open batch. */
  readonly open: number[];
}

/** The batches that a stopped writer left half said, and what its successor has made of them. */
interface Tail {
  readonly epoch: number;
  readonly batches: ReadonlySet<number>;
  readonly folders: ReadonlySet<number>;
  readonly left: Set<number>;
  isSettledAgain: boolean;
}

/** Between two events of a pass that nothing touched. */
export interface Silence {
  readonly ms: number;
  readonly fromMs: number;
  /** `ItemsSettled, ItemsIntended` */
  readonly between: string;
}

/** One mailbox as the log has it. */
export class PairFacts {
  readonly name: string;
  readonly open = new Map<number, OpenBatch>();
  epoch = 0;
  /** Of the present epoch. */
  intents = 0;
  settles = 0;
  isPassOpen = false;
  longestQuiet: Silence = { ms: 0, fromMs: 0, between: '' };
  lastMigrated: number | undefined;
  completions = 0;
  readonly faults: string[] = [];
  /** What the wire has seen of the present epoch's writer. */
  readonly wire = { begun: 0, answered: 0 };
  readonly #delays: Delays;
  #strike: Strike | undefined;
  #tail: Tail | undefined;
  #lastAtMs = 0;
  #lastType = '';
  #touchedUntilMs = 0;
  #isWaiting = false;

  constructor(name: string, delays: Delays) {
    this.name = name;
    this.#delays = delays;
  }

  /** Batches of dead writers of which it is not known what became of them. */
  get isRecovering(): boolean {
    return this.isPassOpen && [...this.open.values()].some(({ epoch }) => epoch < this.epoch);
  }

  /** Its worker was killed or stopped. */
  struck(atMs: number): void {
    this.touched(Number.POSITIVE_INFINITY);
    const folders = new Set([...this.open.values()].map(({ folder }) => folder));
    const batches = new Map(this.open);
    const progress = { isGranted: false, isGoingOn: false };
    this.#strike = { atMs, epoch: this.epoch, batches, folders, ...progress };
  }

  /** Something that its pass needs was struck, and had settled at that time. */
  touched(untilMs: number): void {
    this.#touchedUntilMs = Math.max(this.#touchedUntilMs, untilMs);
  }

  /** The fault is over, and whoever was hurt by it has got over it by then. A dead worker's mailboxes stay touched. */
  settledAt(untilMs: number): void {
    if (Number.isFinite(this.#touchedUntilMs)) this.#touchedUntilMs = untilMs;
  }

  /** What is open now is somebody's tail, who is stopped. False: nothing is. */
  watchTail(): boolean {
    const batches = new Set(this.open.keys());
    const folders = new Set([...this.open.values()].map(({ folder }) => folder));
    const left = new Set(batches);
    this.#tail = { epoch: this.epoch, batches, folders, left, isSettledAgain: false };
    return batches.size > 0;
  }

  /** A successor has judged every batch of the tail, and has written in one of its folders again. */
  get isTailSettled(): boolean {
    return this.#tail !== undefined && this.#tail.left.size === 0 && this.#tail.isSettledAgain;
  }

  /** Bytes of its writer go on their way: what takes its time on a slow line is no silence. */
  moved(atMs: number): void {
    this.#noteQuiet(atMs, 'bytes');
    this.#goOn(atMs, 'bytes');
  }

  takeLease({ type, atMs }: LogEvent): void {
    const strike = this.#strike;
    if (type !== 'LeaseGranted' || strike === undefined || strike.isGranted) return;
    strike.isGranted = true;
    this.#delays.lease.push(atMs - strike.atMs);
  }

  takeEnd({ data }: LogEvent): void {
    this.completions += 1;
    const { migrated } = (data['totals'] ?? {}) as { migrated?: number };
    this.lastMigrated = migrated;
  }

  takeLedger(event: LogEvent): void {
    const { type, data, atMs } = event;
    const epoch = Number(data['e']);
    if (type === 'PassOpened') this.#openPass(epoch);
    else if (epoch !== this.epoch) this.faults.push(`${type} of epoch ${epoch} in ${this.epoch}`);
    else this.#noteQuiet(atMs, type);
    this.#goOn(atMs, type);
    const batch = Number(data['b']);
    if (type === 'ItemsIntended') this.#intend(batch, Number(data['f']), atMs);
    if (type === 'ItemsSettled' && 'b' in data) this.#settle(batch, Number(data['f']));
    if (type === 'ItemsRecovered') this.#recover(batch, atMs);
    if (type === 'PassClosed') this.isPassOpen = false;
    if (type === 'PassProgressed') this.#isWaiting = 'wait' in data;
  }

  #openPass(epoch: number): void {
    if (epoch !== this.epoch + 1) this.faults.push(`epoch ${epoch} after ${this.epoch}`);
    this.epoch = epoch;
    this.isPassOpen = true;
    this.#isWaiting = false;
    this.#touchedUntilMs = 0;
    this.intents = 0;
    this.settles = 0;
    Object.assign(this.wire, { begun: 0, answered: 0 });
  }

  #goOn(atMs: number, type: string): void {
    if (atMs < this.#lastAtMs) return;
    this.#lastAtMs = atMs;
    this.#lastType = type;
  }

  #noteQuiet(atMs: number, type: string): void {
    const isUndisturbed = this.#lastAtMs >= this.#touchedUntilMs && !this.#isWaiting;
    if (!isUndisturbed || !this.isPassOpen || this.isRecovering) return;
    const ms = atMs - this.#lastAtMs;
    if (ms <= this.longestQuiet.ms) return;
    this.longestQuiet = { ms, fromMs: this.#lastAtMs, between: `${this.#lastType}, ${type}` };
  }

  #intend(batch: number, folder: number, atMs: number): void {
    if (this.open.has(batch)) this.faults.push(`batch ${batch} was intended twice`);
    this.open.set(batch, { epoch: this.epoch, folder });
    this.intents += 1;
    const strike = this.#strike;
    if (strike === undefined || strike.isGoingOn || this.epoch <= strike.epoch) return;
    if (strike.folders.has(folder)) return;
    strike.isGoingOn = true;
    this.#delays.free.push(atMs - strike.atMs);
  }

  #settle(batch: number, folder: number): void {
    if (this.open.get(batch)?.epoch === this.epoch) this.settles += 1;
    this.open.delete(batch);
    const tail = this.#tail;
    const isAfter = tail !== undefined && tail.left.size === 0 && this.epoch > tail.epoch;
    if (isAfter && tail.folders.has(folder)) tail.isSettledAgain = true;
  }

  #recover(batch: number, atMs: number): void {
    if (this.open.get(batch)?.epoch === this.epoch) this.settles += 1;
    this.open.delete(batch);
    const tail = this.#tail;
    if (tail !== undefined && this.epoch > tail.epoch) tail.left.delete(batch);
    const strike = this.#strike;
    if (strike?.batches.has(batch) !== true) return;
    // Of the dead writer itself; one that was open before it came had waited already.
    if (strike.batches.get(batch)?.epoch === strike.epoch)
      this.#delays.open.push(atMs - strike.atMs);
  }
}
