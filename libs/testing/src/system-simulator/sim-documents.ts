import {
  type ChangeBatch,
  CheckpointMoved,
  type DocumentChange,
  type FieldFilter,
  type FieldValue,
  type JsonObject,
  type LogPosition,
  NoRebuild,
  type ReadFilter,
  type ReadGeneration,
  RebuildBehind,
  type StoredDocument,
} from '@mailhaul/application';

/** What the store itself keeps to; each is switched off where a test wants its absence noticed. */
export interface DocumentRules {
  /** Nothing older takes the place of something newer, whoever brings it. */
  readonly guardsPositions: boolean;
  /** What was made behind another place than it is at is not taken. */
  readonly asksWhereItIs: boolean;
  /** A rebuild that is behind does not take the place of what is served. */
  readonly refusesBehind: boolean;
  /** The checkpoint moves when the documents have, not before. */
  readonly checkpointLast: boolean;
}

export const allDocumentRules: DocumentRules = {
  guardsPositions: true,
  asksWhereItIs: true,
  refusesBehind: true,
  checkpointLast: true,
};

/** A document as it came into the store. */
export interface DocumentWrite {
  readonly generation: SimGeneration;
  readonly tenant: string;
  readonly collection: string;
  readonly id: string;
  readonly position: LogPosition;
  /** Its JSON; undefined: it was removed. */
  readonly json: string | undefined;
}

interface Kept {
  readonly tenant: string;
  readonly id: string;
  readonly position: LogPosition;
  readonly json: string;
}

/** One making of the read models. */
export class SimGeneration {
  readonly number: number;
  checkpoint: LogPosition | undefined;
  /** By collection, then by tenant and id. */
  readonly documents = new Map<string, Map<string, Kept>>();

  constructor(number: number) {
    this.number = number;
  }

  of(collection: string): Map<string, Kept> {
    const known = this.documents.get(collection) ?? new Map<string, Kept>();
    this.documents.set(collection, known);
    return known;
  }
}

/** How the live documents were at a moment when no batch was half in them. */
export interface DocumentsSeen {
  readonly atMs: number;
  readonly checkpoint: LogPosition;
  /** By collection, tenant and id. */
  readonly documents: ReadonlyMap<string, Pick<Kept, 'position' | 'json'>>;
}

/** The read models that all processes of one simulated system reach, and everything that was ever written there. */
export class SimDocuments {
  readonly writes: DocumentWrite[] = [];
  /** Where a reader saw something newer before. */
  readonly stepsBack: string[] = [];
  readonly #rules: DocumentRules;
  #made = 0;
  #live: SimGeneration;
  #next: SimGeneration | undefined;
  /** A batch up to here was cut short: until all of it was brought again, live documents are ahead of their checkpoint. */
  #cutTo = 0n;

  constructor(rules: DocumentRules) {
    this.#rules = rules;
    this.#live = this.#make();
  }

  get live(): SimGeneration {
    return this.#live;
  }

  of(generation: ReadGeneration): SimGeneration {
    if (generation === 'live') return this.#live;
    if (this.#next === undefined) throw new NoRebuild('simulated: there is no rebuild');
    return this.#next;
  }

  checkpoint(generation: ReadGeneration): LogPosition | undefined {
    return generation === 'live' ? this.#live.checkpoint : this.#next?.checkpoint;
  }

  /** The first `cutAt` changes, without the checkpoint; or, where there are no more, all of it at once. */
  apply(batch: ChangeBatch, generation: ReadGeneration, cutAt = Infinity): void {
    const into = this.of(generation);
    const { after = 'none' } = batch;
    if (this.#rules.asksWhereItIs && after !== (into.checkpoint ?? 'none')) {
      throw new CheckpointMoved(`simulated: ${after}, now ${into.checkpoint ?? 'none'}`);
    }
    const isCut = cutAt < batch.changes.length;
    for (const change of batch.changes.slice(0, cutAt)) this.#write(into, change);
    if (isCut && into === this.#live && batch.checkpoint > this.#cutTo)
      this.#cutTo = batch.checkpoint;
    if (isCut && this.#rules.checkpointLast) return;
    const before = into.checkpoint ?? 0n;
    into.checkpoint = batch.checkpoint > before ? batch.checkpoint : before;
  }

  beginRebuild(): void {
    this.#next = this.#make();
  }

  finishRebuild(): void {
    const [before, after] = [this.#live, this.of('next')];
    if ((after.checkpoint ?? 0n) < (before.checkpoint ?? 0n)) {
      const { checkpoint } = before;
      if (this.#rules.refusesBehind) throw new RebuildBehind('simulated: behind');
      this.stepsBack.push(`switched from ${checkpoint ?? 0n} to ${after.checkpoint ?? 0n}`);
    }
    this.#live = after;
    this.#next = undefined;
    this.#cutTo = 0n;
  }

  /** Everything is gone, as if it had never been made. */
  lose(): void {
    this.#live = this.#make();
    this.#next = undefined;
    this.#cutTo = 0n;
  }

  /** Undefined: nothing was made yet, or a batch is half in it. */
  seen(atMs: number): DocumentsSeen | undefined {
    const { checkpoint, documents } = this.#live;
    if (checkpoint === undefined || checkpoint < this.#cutTo) return undefined;
    const all = [...documents].flatMap(([collection, kept]) =>
      [...kept].map(([key, one]) => [`${collection} ${key}`, one] as const),
    );
    return { atMs, checkpoint, documents: new Map(all) };
  }

  get(
    collection: string,
    place: { readonly tenant: string; readonly id: string },
    generation: ReadGeneration,
  ): StoredDocument | undefined {
    const kept = this.of(generation).of(collection).get(keyOf(place));
    return kept === undefined ? undefined : opened(kept);
  }

  /** In the order of their ids. */
  matching(
    collection: string,
    { tenant, fields = [] }: ReadFilter,
    generation: ReadGeneration,
  ): readonly StoredDocument[] {
    const kept = [...this.of(generation).of(collection).values()];
    return kept
      .filter((one) => tenant === undefined || one.tenant === tenant)
      .map(opened)
      .filter(({ body }) => fields.every((filter) => fits(valueOf(body, filter.field), filter)))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #write(into: SimGeneration, change: DocumentChange): void {
    const { collection, tenant, id, position, body } = change;
    const kept = into.of(collection);
    const key = keyOf(change);
    const stored = kept.get(key);
    if (this.#rules.guardsPositions && stored !== undefined && stored.position >= position) return;
    if (stored === undefined && body === undefined) return;
    if (stored !== undefined && stored.position > position) {
      this.stepsBack.push(`${collection} ${key}: ${position} over ${stored.position}`);
    }
    const json = body === undefined ? undefined : JSON.stringify(body);
    if (json === undefined) kept.delete(key);
    else kept.set(key, { tenant, id, position, json });
    this.writes.push({ generation: into, tenant, collection, id, position, json });
  }

  #make(): SimGeneration {
    this.#made += 1;
    return new SimGeneration(this.#made);
  }
}

export function valueOf(body: JsonObject, field: string): FieldValue {
  return Object.hasOwn(body, field) ? (body[field] as FieldValue) : null;
}

function keyOf({ tenant, id }: { readonly tenant: string; readonly id: string }): string {
  return `${tenant} ${id}`;
}

function opened({ tenant, id, position, json }: Kept): StoredDocument {
  return { tenant, id, position, body: JSON.parse(json) as JsonObject };
}

/** What simulated names and states need: they are all in one case. */
function fits(value: FieldValue, filter: FieldFilter): boolean {
  switch (filter.is) {
    case 'equal':
      return value === filter.value;
    case 'one-of':
      return filter.values.includes(value);
    case 'within': {
      const { from, below } = filter;
      return (
        value !== null &&
        (from === undefined || value >= from) &&
        (below === undefined || value < below)
      );
    }
  }
}
