import type { SessionMemory } from '@mailhaul/connector-contract';

/** What a folder holds, by the numbers that only the system's own inside knows; ascending in order of arrival. */
export interface Arrivals {
  readonly folderId: string;
  readonly generation: number;
  readonly serials: readonly number[];
  /** All that arrives later has this serial or a larger one. */
  readonly nextSerial: number;
}

/** Which number each item of a folder has. */
export interface FolderNumbers {
  readonly numberOf: ReadonlyMap<number, number>;
  readonly nextId: number;
}

/** An entry of a session's memory has a bound. */
const serialsPerEntry = 20_000;

interface Numbered {
  generation: number;
  readonly numberOf: Map<number, number>;
  nextId: number;
}

/**
 * Numbers the items of a system that numbers none, in the order of their arrival, and keeps that in the session's memory: an item has
 * its number for good before anybody is told. All sessions of a pass share one.
 */
export class MemoryNumbers {
  readonly #memory: SessionMemory | undefined;
  readonly #folders = new Map<string, Promise<Numbered>>();

  constructor(memory: SessionMemory | undefined) {
    this.#memory = memory;
  }

  /** Needs all that the folder holds. */
  async number(arrivals: Arrivals): Promise<FolderNumbers> {
    const { folderId } = arrivals;
    const before = this.#folders.get(folderId) ?? this.#recall(folderId);
    const numbered = before.then((known) => this.#add(known, arrivals));
    this.#folders.set(folderId, numbered);
    const { numberOf, nextId } = await numbered;
    // Another session may have seen what came since: that was not there when this one looked.
    const later = numberOf.entries().find(([serial]) => serial >= arrivals.nextSerial);
    return { numberOf, nextId: later?.[1] ?? nextId };
  }

  async #recall(folderId: string): Promise<Numbered> {
    const known: Numbered = { generation: 0, numberOf: new Map(), nextId: 1 };
    for (const entry of (await this.#memory?.recall(folderId)) ?? []) {
      const [generation = 0, ...serials] = JSON.parse(Buffer.from(entry).toString()) as number[];
      known.generation = generation;
      for (const serial of serials) known.numberOf.set(serial, known.nextId++);
    }
    return known;
  }

  async #add(known: Numbered, { folderId, generation, serials }: Arrivals): Promise<Numbered> {
    const begin = known.generation !== generation;
    const next: Numbered = begin
      ? { generation, numberOf: new Map(), nextId: 1 }
      : { ...known, numberOf: new Map(known.numberOf) };
    const added = serials.filter((serial) => !next.numberOf.has(serial));
    for (const serial of added) next.numberOf.set(serial, next.nextId++);
    if (added.length === 0 && !begin) return known;
    for (let at = 0; at === 0 || at < added.length; at += serialsPerEntry) {
      const entry = Buffer.from(
        JSON.stringify([generation, ...added.slice(at, at + serialsPerEntry)]),
      );
      await this.#memory?.add(folderId, entry, { begin: begin && at === 0 });
    }
    return next;
  }
}
