import {
  decodeEvent,
  type FieldFilter,
  type JsonObject,
  type RecordedEvent,
  type Sealer,
} from '@mailhaul/application';
import {
  alertDecider,
  connectionDecider,
  jobDecider,
  ledgerUpcasters,
  mailerDecider,
  mailingDecider,
  newsSettingsDecider,
  operatorDecider,
  pairDecider,
  parseStream,
  shardDecider,
  tenantDecider,
  workerDecider,
} from '@mailhaul/domain';
import { type Draft, projectEvent } from '@mailhaul/projections';

interface AnyDecider {
  readonly initial: () => unknown;
  readonly evolve: (state: never, event: never) => unknown;
  readonly upcasters: object;
}

const deciders: Readonly<Record<string, AnyDecider>> = {
  tenant: tenantDecider,
  connection: connectionDecider,
  job: jobDecider,
  pair: pairDecider,
  operator: operatorDecider,
  alert: alertDecider,
  newsoptions: newsSettingsDecider,
  mailing: mailingDecider,
  mailer: mailerDecider,
  shard: shardDecider,
  worker: workerDecider,
};

/** The state of each stream but ledgers, by its name. */
export function foldStreams(events: readonly RecordedEvent[], sealer: Sealer): JsonObject {
  const states: Record<string, unknown> = {};
  for (const event of events) {
    const decider = deciders[parseStream(event.stream)?.category ?? ''];
    if (decider === undefined) continue;
    const before = event.stream in states ? states[event.stream] : decider.initial();
    const decoded = decodeEvent(event, { sealer, upcasters: decider.upcasters as never });
    states[event.stream] = decider.evolve(before as never, decoded as never);
  }
  return states as JsonObject;
}

/** What projections show of events in the order of their log, by tenant, collection and id. */
export async function projectStreams(
  events: readonly RecordedEvent[],
  sealer: Sealer,
): Promise<JsonObject> {
  const drafts = new Map<string, DraftInMemory>();
  for (const recorded of events) {
    const parts = parseStream(recorded.stream);
    if (parts === undefined) continue;
    const { category, tenant, id: streamId } = parts;
    const draft = drafts.get(tenant) ?? new DraftInMemory();
    drafts.set(tenant, draft);
    const upcasters = category === 'ledger' ? ledgerUpcasters : deciders[category]?.upcasters;
    const decoded = decodeEvent(recorded, { sealer, upcasters: upcasters ?? {} });
    const { type, data, sealed } = decoded;
    const { id, revision, position, recordedAtMs } = recorded;
    await projectEvent(
      {
        ...{ category, tenant, streamId, type, id, revision, position, recordedAtMs },
        data: data as JsonObject,
        sealed: sealed as JsonObject | undefined,
      },
      draft,
    );
  }
  return Object.fromEntries([...drafts].map(([tenant, draft]) => [tenant, draft.documents()]));
}

/** One tenant's documents. */
class DraftInMemory implements Draft {
  readonly #collections = new Map<string, Map<string, object>>();

  documents(): JsonObject {
    const all = [...this.#collections].map(([name, documents]) => [
      name,
      Object.fromEntries([...documents].sort(([a], [b]) => (a < b ? -1 : 1))),
    ]);
    return Object.fromEntries(all) as JsonObject;
  }

  get<T extends object>(collection: string, id: string): Promise<T | undefined> {
    return Promise.resolve(this.#of(collection).get(id) as T | undefined);
  }

  put(collection: string, id: string, body: object): void {
    this.#of(collection).set(id, body);
  }

  remove(collection: string, id: string): void {
    this.#of(collection).delete(id);
  }

  isShown(): boolean {
    return false;
  }

  async *each<T extends object>(collection: string, filters: readonly FieldFilter[]) {
    for (const [id, body] of [...this.#of(collection)]) {
      const isFound = filters.every((filter) => {
        const value = (body as Record<string, never>)[filter.field];
        if (filter.is === 'within') throw new Error('no projection asks so');
        return filter.is === 'equal'
          ? value === filter.value
          : filter.values.includes(value as never);
      });
      if (isFound) yield await Promise.resolve({ id, body: body as T });
    }
  }

  async sweep(collection: string, filters: readonly FieldFilter[]): Promise<void> {
    for await (const { id } of this.each(collection, filters)) this.remove(collection, id);
  }

  #of(collection: string): Map<string, object> {
    const known = this.#collections.get(collection) ?? new Map<string, object>();
    this.#collections.set(collection, known);
    return known;
  }
}
