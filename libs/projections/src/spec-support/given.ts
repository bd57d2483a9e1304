import type { JsonObject } from '@mailhaul/application';
import type {
  AlertEvent,
  ConnectionEvent,
  JobEvent,
  JobOptions,
  LedgerEvent,
  PairEvent,
  TenantEvent,
} from '@mailhaul/domain';
import { projectEvent } from '../project-event.ts';
import { type Removing, removeSome } from '../remove-some.ts';
import { MapDraft } from './map-draft.ts';

interface Events {
  tenant: TenantEvent;
  connection: ConnectionEvent;
  job: JobEvent;
  pair: PairEvent;
  ledger: LedgerEvent;
  alert: AlertEvent;
}

type WithoutFact<E> = E extends { type: infer T; data: infer D; sealed?: infer S }
  ? { type: T; data?: Omit<D, 'atMs' | 'actor'>; sealed?: S }
  : never;

/** What was written down from events told in order, each a second after the one before. */
export class Given {
  readonly draft = new MapDraft();
  readonly #revisions = new Map<string, number>();
  #position = 0n;
  /** Of the event that was told last. */
  atMs = 1_000_000;

  async tell<C extends keyof Events>(
    category: C,
    id: string,
    ...events: readonly WithoutFact<Events[C]>[]
  ): Promise<void> {
    for (const { type, data, sealed } of events) {
      this.atMs += 1000;
      this.#position += 1n;
      const stream = `${category} ${id}`;
      const revision = (this.#revisions.get(stream) ?? -1) + 1;
      this.#revisions.set(stream, revision);
      const facts = category === 'ledger' ? {} : { atMs: this.atMs, actor: 'ann' };
      await projectEvent(
        {
          ...{ category, tenant: 'acme', streamId: id, type, revision },
          data: { ...facts, ...data } as JsonObject,
          sealed: sealed as JsonObject | undefined,
          id: `event-${this.#position}`,
          position: this.#position,
          recordedAtMs: this.atMs,
        },
        this.draft,
      );
    }
  }

  /** Until all is removed that is gone. */
  async removeAll(): Promise<void> {
    const { draft } = this;
    const removing: Removing = {
      find: async (collection, filters, limit) => {
        const ids: string[] = [];
        for await (const { id } of draft.each(collection, filters)) ids.push(id);
        return ids.slice(0, limit);
      },
      sweep: (collection, filters) => draft.sweep(collection, filters),
      remove: (collection, ids) => {
        for (const id of ids) draft.remove(collection, id);
        return Promise.resolve();
      },
    };
    for await (const { id, body } of draft.each('removals', [])) {
      while (await removeSome(body, removing));
      draft.remove('removals', id);
    }
  }

  get<T extends object = Record<string, unknown>>(collection: string, id: string): T | undefined {
    return this.draft.documents.get(`${collection} ${id}`) as T | undefined;
  }

  all<T extends object = Record<string, unknown>>(collection: string): readonly T[] {
    return this.draft.all<T>(collection);
  }
}

export const options: JobOptions = {
  order: 'oldest-first',
  onFilledTarget: 'match',
  verifies: true,
  connectionsPerMailbox: 4,
};

export const totals = {
  ...{ migrated: 10, excluded: 1, failed: 0, gone: 0, collapsed: 0, pending: 0 },
  bytesMigrated: 1000,
} as const;

/** A tenant with two connections, a job, and a pair `p` in it. */
export async function aPair(): Promise<Given> {
  const given = new Given();
  await given.tell('tenant', 'self', {
    type: 'TenantCreated',
    data: { weight: 10, colour: 'teal' },
    sealed: { name: 'Acme' },
  });
  for (const [id, name] of [
    ['c1', 'Old'],
    ['c2', 'New'],
  ] as const) {
    await given.tell('connection', id, {
      type: 'ConnectionDefined',
      data: { kind: 'imap', credential: 0 },
      sealed: { name, host: `${name.toLowerCase()}.example`, security: 'tls', signIn: 'mailbox' },
    });
  }
  await given.tell('job', 'j', {
    type: 'JobCreated',
    data: { sourceConnectionId: 'c1', targetConnectionId: 'c2', rank: 1, options },
    sealed: { name: 'All' },
  });
  await given.tell('pair', 'p', {
    type: 'PairAdded',
    data: { jobId: 'j', priority: 1 },
    sealed: { source: 'Ann@old.example', target: 'ann@new.example' },
  });
  return given;
}

/** Its pass is asked for, and a worker has it. */
export async function runningPair(): Promise<Given> {
  const given = await aPair();
  await given.tell('job', 'j', { type: 'JobStarted', data: { run: 1 } });
  await given.tell('pair', 'p', scheduled, granted);
  return given;
}

export const scheduled = {
  type: 'PassScheduled',
  data: { passId: 'x', generation: 1, pass: 'start', run: 1 },
} as const;

export const granted = {
  type: 'LeaseGranted',
  data: { passId: 'x', lease: 1, workerId: 'w', untilMs: 9_000_000 },
} as const;
