import { type LogEvent, LogReader } from './log-reader.ts';
import { type Delays, PairFacts, type Silence } from './pair-facts.ts';

/** What the log tells of all mailboxes, read event by event without the code that wrote it. */
export class SystemFacts {
  readonly pairs = new Map<string, PairFacts>();
  readonly delays: Delays = { lease: [], free: [], open: [] };
  eventCount = 0;
  readonly #reader: LogReader;

  constructor(path: string) {
    this.#reader = new LogReader(path, (event) => this.#take(event));
  }

  /** Takes what the store has written since the last call. */
  read(): void {
    this.#reader.read();
  }

  pair(pairId: string): PairFacts {
    const known = this.pairs.get(pairId);
    if (known !== undefined) return known;
    const made = new PairFacts(pairId, this.delays);
    this.pairs.set(pairId, made);
    return made;
  }

  get faults(): readonly string[] {
    return [...this.pairs.values()].flatMap(({ name, faults }) =>
      faults.map((fault) => `${name}: ${fault}`),
    );
  }

  /** The longest of each mailbox, the longest first. */
  get silences(): readonly Silence[] {
    const all = [...this.pairs.values()].map(({ longestQuiet }) => longestQuiet);
    return all.sort((a, b) => b.ms - a.ms);
  }

  #take(event: LogEvent): void {
    this.eventCount += 1;
    const [, category, id = ''] = /^(\w+)-[^.]+\.([^.]+)/.exec(event.stream) ?? [];
    if (category === 'ledger') this.pair(id).takeLedger(event);
    if (category !== 'pair') return;
    if (event.type === 'PassCompleted') this.pair(id).takeEnd(event);
    this.pair(id).takeLease(event);
  }
}
