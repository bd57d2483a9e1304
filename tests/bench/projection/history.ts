import {
  encodeEvent,
  type EventStore,
  type NewEvent,
  type TenantSealers,
} from '@mailhaul/application';
import {
  connectionStream,
  jobStream,
  ledgerStream,
  packIds,
  pairStream,
  tenantStream,
} from '@mailhaul/domain';
import { type Random, seededRandom, uuid4 } from '@mailhaul/kernel';

export const tenant = 'bench';
const options = {
  order: 'oldest-first',
  onFilledTarget: 'match',
  verifies: true,
  connectionsPerMailbox: 4,
} as const;
const itemsPerBatch = 50;
const firstNames = ['ada', 'bob', 'cleo', 'dora', 'emil', 'fritz', 'gisela', 'hans', 'ida', 'jan'];

interface Told {
  readonly type: string;
  readonly data: object;
  readonly sealed?: object;
}

/** Writes events into the log as the services do, sealed as there, without asking the domain. */
export class History {
  readonly #store: EventStore;
  readonly #sealers: TenantSealers;
  readonly #random: Random = seededRandom(1);
  readonly #revisions = new Map<string, number>();
  readonly jobId = uuid4(this.#random);
  #atMs = Date.now();

  constructor(store: EventStore, sealers: TenantSealers) {
    this.#store = store;
    this.#sealers = sealers;
  }

  async begin(): Promise<void> {
    const [source, target] = [uuid4(this.#random), uuid4(this.#random)];
    const facts = { weight: 10, colour: 'teal' };
    await this.tell(tenantStream(tenant), [
      { type: 'TenantCreated', data: facts, sealed: { name: 'Bench' } },
    ]);
    for (const [id, name] of [
      [source, 'Old'],
      [target, 'New'],
    ] as const) {
      const details = { name, host: `${name}.invalid`, security: 'tls', signIn: 'mailbox' };
      await this.tell(connectionStream(tenant, id), [
        { type: 'ConnectionDefined', data: { kind: 'imap', credential: 0 }, sealed: details },
      ]);
    }
    const sides = { sourceConnectionId: source, targetConnectionId: target };
    await this.tell(jobStream(tenant, this.jobId), [
      { type: 'JobCreated', data: { ...sides, rank: 1, options }, sealed: { name: 'All' } },
    ]);
  }

  /** Ids of pairs that have joined the job. */
  async addPairs(count: number): Promise<readonly string[]> {
    const ids = Array.from({ length: count }, () => uuid4(this.#random));
    await this.#atOnce(ids, (id, n) => {
      const name = `${firstNames[n % firstNames.length] ?? ''}.${n}`;
      const sealed = { source: `${name}@old.example`, target: `${name}@new.example` };
      const data = { jobId: this.jobId, priority: (n % 5) + 1 };
      return this.tell(pairStream(tenant, id), [{ type: 'PairAdded', data, sealed }]);
    });
    const job = jobStream(tenant, this.jobId);
    await this.tell(job, [
      { type: 'JobPairsChanged', data: { added: count, edited: 0, removed: 0 } },
      { type: 'JobStarted', data: { run: 1 } },
    ]);
    return ids;
  }

  /** A pass of every pair, with so many batches in its ledger; then the job has finished. */
  async runPasses(ids: readonly string[], batches: number): Promise<void> {
    await this.#atOnce(ids, async (id, n) => {
      const pair = pairStream(tenant, id);
      const passId = uuid4(this.#random);
      const lease = { passId, lease: 1, workerId: 'w', untilMs: this.#atMs };
      await this.tell(pair, [
        { type: 'PassScheduled', data: { passId, generation: 1, pass: 'start', run: 1 } },
        { type: 'LeaseGranted', data: lease },
      ]);
      await this.openLedger(id);
      for (let b = 0; b < batches; b += 1) await this.copyBatch(id, b, n % 5 === 0 && b === 0);
      const totals = { ...this.totalsAt(batches), failed: n % 5 === 0 ? 1 : 0 };
      await this.tell(pair, [
        n % 10 === 9
          ? { type: 'PassFailed', data: { passId, code: 'sign-in-rejected' } }
          : { type: 'PassCompleted', data: { passId, totals } },
      ]);
    });
    await this.tell(jobStream(tenant, this.jobId), [{ type: 'JobFinished', data: { run: 1 } }]);
  }

  async openLedger(pairId: string): Promise<void> {
    const events: Told[] = [
      { type: 'PassOpened', data: { e: 1, worker: 'w', host: 'h', at: this.#atMs } },
    ];
    for (let f = 0; f < 4; f += 1) {
      const path = ['INBOX', `Folder ${f}`];
      const sealed = { sourceId: `${f}`, sourcePath: path, targetId: `${f}`, targetPath: path };
      const data = { e: 1, f, t: f, tg: 1, before: 0 };
      events.push({ type: 'FolderMapped', data, sealed });
    }
    await this.tell(ledgerStream(tenant, pairId, 1), events);
  }

  /** An intent, its settlement, and now and then how far the pass is: up to three events. */
  async copyBatch(pairId: string, b: number, hasFailure = false): Promise<number> {
    const f = b % 4;
    const ledger = ledgerStream(tenant, pairId, 1);
    const fence = { tg: 1, fence: 1 + b * itemsPerBatch, notAfter: this.#atMs, drain: 500 };
    const items = packedItems(b * itemsPerBatch, itemsPerBatch);
    const ids = packIds(Array.from({ length: itemsPerBatch }, (_, n) => b * itemsPerBatch + n + 1));
    const others = hasFailure ? { others: [[3, 'failed', 'item-too-large']] } : {};
    const words = hasFailure ? { sealed: { words: {} } } : {};
    const events: Told[] = [
      { type: 'ItemsIntended', data: { e: 1, f, b, ...fence, items } },
      { type: 'ItemsSettled', data: { e: 1, f, b, ids, ...others }, ...words },
    ];
    if (b % 3 === 2) {
      const totals = this.totalsAt(b + 1);
      const folders = [[f, { m: totals.migrated, p: 10 }]];
      events.push({ type: 'PassProgressed', data: { e: 1, totals, bytes: 9e9, folders } });
    }
    await this.tell(ledger, events);
    return events.length;
  }

  totalsAt(batches: number) {
    const migrated = batches * itemsPerBatch;
    const none = { excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0 };
    return { ...none, migrated, bytesMigrated: migrated * 20_000 };
  }

  async tell(stream: string, told: readonly Told[]): Promise<void> {
    const sealer = await this.#sealers.of(tenant);
    this.#atMs = Date.now();
    const isLedger = stream.startsWith('ledger-');
    const facts = isLedger ? {} : { atMs: this.#atMs, actor: 'bench' };
    const events = told.map(({ type, data, sealed }): NewEvent => {
      const event = {
        type,
        data: { ...facts, ...data },
        ...(sealed === undefined ? {} : { sealed }),
      };
      return encodeEvent(event, { stream, id: uuid4(this.#random) }, { sealer, upcasters: {} });
    });
    const last = this.#revisions.get(stream) ?? -1;
    this.#revisions.set(stream, last + events.length);
    await this.#store.append(stream, events, last < 0 ? 'no-stream' : last);
  }

  async #atOnce(
    ids: readonly string[],
    work: (id: string, n: number) => Promise<void>,
  ): Promise<void> {
    const callers = 100;
    let next = 0;
    const run = async () => {
      for (let n = next++; n < ids.length; n = next++) await work(ids[n] ?? '', n);
    };
    await Promise.all(Array.from({ length: callers }, run));
  }
}

/** As an intent has them: neighbours by id, of two bytes of size and date each. */
function packedItems(from: number, count: number): string {
  const bytes: number[] = [count];
  for (let n = 0; n < count; n += 1) {
    const step = n === 0 ? (from + 1) * 2 : 2;
    bytes.push((step % 128) | 128, Math.floor(step / 128) % 128, 200, 100, 250, 20);
    for (let k = 0; k < 8; k += 1) bytes.push((n * 31 + k * 7) % 256);
  }
  return Buffer.from(bytes).toString('base64');
}
