import {
  type Decider,
  handleCommand,
  type RecordedEvent,
  type Rejection,
} from '@mailhaul/application';
import {
  alertDecider,
  alertStream,
  connectionDecider,
  connectionStream,
  jobDecider,
  jobStream,
  ledgerStream,
  packIds,
  pairDecider,
  pairStream,
  tenantDecider,
  tenantStream,
} from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { type Random, seededRandom, systemClock, uuid4 } from '@mailhaul/kernel';
import { recordedEvents } from './recorded-log.ts';
import { PlainSealer } from './system-log.ts';

const tenants = ['acme', 'beta'] as const;
const connections = ['c1', 'c2', 'c3'] as const;
const jobs = ['j1', 'j2'] as const;
const pairs = ['p1', 'p2', 'p3', 'p4'] as const;

const sealer = new PlainSealer();
const sums = { migrated: 3, excluded: 1, gone: 0, collapsed: 0, pending: 0, bytesMigrated: 50 };
const options = {
  order: 'oldest-first',
  onFilledTarget: 'match',
  verifies: true,
  connectionsPerMailbox: 1,
} as const;

/** What the domain allows, in an order that it allows: random commands, of which many are refused. */
export async function randomHistory(
  seed: number,
  commandCount: number,
): Promise<readonly RecordedEvent[]> {
  const store = new MemoryEventStore({ clock: systemClock });
  const random = seededRandom(seed);
  const history = new History(store, random);
  for (const tenant of tenants) await history.found(tenant);
  for (let n = 0; n < commandCount; n += 1) await history.step();
  const events = await recordedEvents(store);
  await store.close();
  return events;
}

class History {
  readonly #store: MemoryEventStore;
  readonly #random: Random;
  readonly #generations = new Map<string, number>();
  #atMs = 1_000_000;

  constructor(store: MemoryEventStore, random: Random) {
    this.#store = store;
    this.#random = random;
  }

  async found(tenant: string): Promise<void> {
    const facts = { details: { name: tenant }, weight: 10, colour: 'teal' };
    await this.#order(tenantStream(tenant), tenantDecider, { kind: 'CreateTenant', ...facts });
    for (const id of connections) await this.#connection(tenant, id, 'DefineConnection');
    for (const id of jobs) await this.#job(tenant, id, 'CreateJob');
    for (const id of pairs) await this.#pair(tenant, id, 'AddPair');
  }

  async step(): Promise<void> {
    const tenant = this.#oneOf(tenants);
    const n = this.#below(100);
    if (n < 1) await this.#order(tenantStream(tenant), tenantDecider, { kind: 'RemoveTenant' });
    else if (n < 4) await this.#alert(tenant);
    else if (n < 12) {
      await this.#connection(
        tenant,
        this.#oneOf(connections),
        this.#oneOf([
          'EditConnection',
          'TellVerified',
          'TellBroken',
          'TellBroken',
          'DeleteConnection',
        ]),
      );
    } else if (n < 30) {
      await this.#job(
        tenant,
        this.#oneOf(jobs),
        this.#oneOf([
          'EditJob',
          'StartJob',
          'StartJob',
          'PauseJob',
          'RequestDelta',
          'FinishJob',
          'DeleteJob',
          'MoveJob',
        ]),
      );
    } else if (n < 75) {
      await this.#pair(
        tenant,
        this.#oneOf(pairs),
        this.#oneOf([
          ...['AddPair', 'EditPair', 'SchedulePass', 'SchedulePass', 'GrantLease', 'GrantLease'],
          ...['GrantLease', 'ExpireLease', 'TellDeath', 'CompletePass', 'FailPass', 'PausePass'],
          ...['HoldPair', 'ReleasePair', 'ResetPair', 'RemovePair', 'SetPriority'],
        ]),
      );
    } else await this.#ledger(tenant, this.#oneOf(pairs));
  }

  #connection(tenant: string, id: string, kind: string): Promise<void> {
    const details = { name: `${id}${this.#atMs}`, host: 'h', security: 'tls', signIn: 'mailbox' };
    const command = { kind, facts: { kind: 'imap', credential: 0 }, details, code: 'broken' };
    return this.#order(connectionStream(tenant, id), connectionDecider, command);
  }

  async #job(tenant: string, id: string, kind: string): Promise<void> {
    const sides = {
      sourceConnectionId: this.#oneOf(connections),
      targetConnectionId: this.#oneOf(connections),
    };
    const [rank, run] = [this.#below(9), this.#below(4)];
    const command = { kind, ...sides, rank, run, details: { name: id }, options, added: 1 };
    await this.#order(jobStream(tenant, id), jobDecider, command);
    if (kind !== 'CreateJob') return;
    const change = { kind: 'ChangePairs', added: 2, edited: 0, removed: 0 };
    await this.#order(jobStream(tenant, id), jobDecider, change);
  }

  #pair(tenant: string, id: string, kind: string): Promise<void> {
    const source = `${id}${this.#below(2)}@old`;
    const totals = { ...sums, failed: this.#below(2) };
    const findings = { investigate: this.#below(2), surplusReported: 0, parkedFolders: 0 };
    const command = {
      ...{ kind, mailboxes: { source, target: `${id}@new` }, totals, findings, code: 'broken' },
      placing: { jobId: this.#oneOf(jobs) },
      ...{ priority: this.#below(5) + 1, passId: 'x', workerId: 'w', untilMs: 9, run: 1 },
      ...{ reason: this.#oneOf(['stopped', 'throttled']) },
      ...{ retryAt: this.#below(2) === 0 ? undefined : 9_000_000 },
      ...(kind === 'ExpireLease' || kind === 'TellDeath' ? { lease: 1 } : {}),
    };
    return this.#order(pairStream(tenant, id), pairDecider, command);
  }

  #alert(tenant: string): Promise<void> {
    const id = `a${this.#below(3)}`;
    const about = this.#oneOf(['mailbox-failed', 'job-finished']);
    const facts = { tone: 'bad', about, pairId: this.#oneOf(pairs), jobId: this.#oneOf(jobs) };
    const kind = this.#oneOf(['RaiseAlert', 'ClearAlert']);
    return this.#order(alertStream(tenant, id), alertDecider, { kind, facts });
  }

  /** As its projection reads it; whether the ledger itself would allow it is no matter. */
  async #ledger(tenant: string, pair: string): Promise<void> {
    const generation = this.#generations.get(`${tenant} ${pair}`) ?? 1;
    const stream = ledgerStream(tenant, pair, generation);
    const [f, b] = [this.#below(2), this.#below(3)];
    const failed = packIds([1, 2].slice(this.#below(2)));
    const totals = { ...sums, failed: this.#below(3) };
    const events = [
      {
        type: 'FolderMapped',
        data: { e: 1, f, t: f, tg: 1, before: 0 },
        sealed: { sourceId: 'i', sourcePath: ['A', String(f)], targetId: 'i', targetPath: ['A'] },
      },
      { type: 'ItemsIntended', data: { e: 1, f, b, items: oneItem(1 + this.#below(2)) } },
      { type: 'ItemsSettled', data: { e: 1, f, b, others: [[0, 'failed', 'why']] } },
      { type: 'ItemsSettled', data: { e: 1, f, b } },
      { type: 'ItemsSettled', data: { e: 1, f, unwritten: [['failed', 'why', failed]] } },
      { type: 'ItemsSettled', data: { e: 1, f, unwritten: [['excluded', 'why', failed]] } },
      { type: 'SourceRegenerated', data: { e: 1, f, g: 2 } },
      {
        type: 'PassProgressed',
        data: { e: 1, totals, folders: [[f, { m: 3, d: totals.failed }]] },
      },
    ];
    const { type, data, sealed } = this.#oneOf(events);
    const last = await this.#store.readLast(stream);
    const part = sealed === undefined ? {} : { sealed: JSON.stringify(sealed) };
    const event = { id: uuid4(this.#random), type, data: { ...data, ...part } };
    await this.#store.append(stream, [event], last?.revision ?? 'no-stream');
  }

  async #order<
    S,
    C extends { readonly commandId: string },
    E extends { type: string; data: object },
    R extends Rejection,
  >(stream: string, decider: Decider<S, C, E, R>, wish: object): Promise<void> {
    this.#atMs += 1000;
    const by = { commandId: uuid4(this.#random), atMs: this.#atMs, actor: 'ann' };
    const target = { store: this.#store, sealer, stream, decider };
    await handleCommand(target, { ...by, ...wish } as unknown as C);
    const [, tenant, id] = /^pair-(\w+)\.(\w+)$/.exec(stream) ?? [];
    if (id === undefined) return;
    for await (const { data } of this.#store.readStream(stream)) {
      const generation = data['generation'];
      if (typeof generation === 'number')
        this.#generations.set(`${tenant ?? ''} ${id}`, generation);
    }
  }

  #below(count: number): number {
    return Math.floor(this.#random.next() * count);
  }

  #oneOf<T>(all: readonly T[]): T {
    return all[this.#below(all.length)] as T;
  }
}

/** An intent's packed column of one item without a hash. */
export function oneItem(sourceId: number): string {
  return Buffer.from([1, sourceId * 2, 10, 100, ...new Uint8Array(8)]).toString('base64');
}
