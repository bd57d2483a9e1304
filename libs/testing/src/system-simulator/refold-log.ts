import type { JsonObject, LogPosition, RecordedEvent } from '@mailhaul/application';
import { ItemRefold } from './refold-items.ts';
import { type ExpectedPair, pairAfter, standingOf, sumsOf } from './refold-pair.ts';

/** Fields that a document must have, and how; undefined: there must be none. */
export type Expected = Readonly<Record<string, unknown>> | undefined;

interface Version {
  readonly from: LogPosition;
  readonly expected: Expected;
  readonly text: string;
}

interface RefoldedConnection {
  readonly facts: JsonObject;
  readonly status: string;
  /** Of the last event of its own. */
  readonly toldAt: number;
}

interface Tenant {
  readonly facts: JsonObject;
  readonly connections: Map<string, RefoldedConnection>;
  readonly jobs: Map<string, Record<string, unknown>>;
  readonly pairs: Map<string, ExpectedPair>;
  /** By pair, when a worker began to copy it last. */
  readonly begunAt: Map<string, number>;
  readonly ledgers: Map<string, ItemRefold>;
  readonly folders: Map<string, Record<string, unknown>>;
}

const startsOf: Readonly<Record<string, string>> = { JobStarted: 'start', DeltaRequested: 'delta' };

/** What the read models must say at every position of the log, counted out without the code that projects it. */
export class LogRefold {
  readonly #tenants = new Map<string, Tenant>();
  readonly #versions = new Map<string, Version[]>();

  /** Collections of which it knows what they must say. */
  static readonly collections: ReadonlySet<string> = new Set([
    ...['tenants', 'connections', 'jobs', 'pairs', 'folders', 'failed-items', 'news'],
  ]);

  /** By collection, tenant and id. */
  get keys(): Iterable<string> {
    return this.#versions.keys();
  }

  at(key: string, position: LogPosition): Expected {
    return this.#versions.get(key)?.findLast(({ from }) => from <= position)?.expected;
  }

  take(event: RecordedEvent): void {
    const [, category = '', name = '', id = ''] = /^(\w+)-([^.]+)\.(.+)$/.exec(event.stream) ?? [];
    if (category === 'tenant') {
      const none = { connections: new Map(), jobs: new Map(), pairs: new Map() };
      this.#tenants.set(name, {
        ...{ facts: openedOf(event), ...none },
        ...{ ledgers: new Map(), folders: new Map(), begunAt: new Map() },
      });
    }
    const tenant = this.#tenants.get(name);
    if (tenant === undefined) return;
    const at = { name, position: event.position };
    switch (category) {
      case 'connection':
        this.#takeConnection(tenant, id, event);
        break;
      case 'job':
        takeJob(tenant, id, event);
        break;
      case 'pair':
        proveConnections(tenant, id, event);
        tenant.pairs.set(id, pairAfter(tenant.pairs.get(id), event, openedOf(event)));
        break;
      case 'ledger':
        if (!this.#takeLedger(tenant, id, { event, at })) return;
        break;
      case 'alert':
        if (event.type === 'AlertGrown') return;
        this.#put(at, `news ${name} ${id}`, {
          ...{ tone: event.data['tone'], about: event.data['about'], isCleared: false },
        });
        return;
    }
    this.#tellTenant(tenant, at);
  }

  #takeConnection(tenant: Tenant, id: string, event: RecordedEvent): void {
    const known = tenant.connections.get(id);
    const status = event.type === 'ConnectionVerified' ? 'working' : 'broken';
    const toldAt = event.data['atMs'] as number;
    const fresh = { facts: openedOf(event), status: 'untested', toldAt };
    tenant.connections.set(id, known === undefined ? fresh : { ...known, status, toldAt });
  }

  /** False: nothing but what it tells by itself. */
  #takeLedger(
    tenant: Tenant,
    id: string,
    { event, at }: { event: RecordedEvent; at: Place },
  ): boolean {
    const [pairId = ''] = id.split('.');
    const pair = tenant.pairs.get(pairId);
    if (pair === undefined || id !== `${pairId}.${pair.generation}`) return false;
    const { type, data } = event;
    if (type === 'FolderMapped') {
      const { sourcePath, targetPath } = openedOf(event) as Record<string, readonly string[]>;
      const key = `folders ${at.name} ${pairId}.${data['f'] as number}`;
      const paths = { path: sourcePath?.join('/'), targetPath: targetPath?.join('/') };
      const folder = { ...noCounts, ...tenant.folders.get(key), pairId, ...paths };
      tenant.folders.set(key, folder);
      this.#put(at, key, folder);
    }
    if (type === 'PassProgressed') {
      tenant.pairs.set(pairId, { ...pair, totals: data['totals'] as JsonObject });
      for (const [f, counts] of data['folders'] as unknown as readonly [number, JsonObject][]) {
        const key = `folders ${at.name} ${pairId}.${f}`;
        const folder = { ...tenant.folders.get(key), ...countsOf(counts) };
        tenant.folders.set(key, folder);
        this.#put(at, key, folder);
      }
      return true;
    }
    this.#takeItems(tenant, id, { event, at });
    return false;
  }

  #takeItems(
    { ledgers }: Tenant,
    id: string,
    { event, at }: { event: RecordedEvent; at: Place },
  ): void {
    const items = ledgers.get(id) ?? new ItemRefold();
    ledgers.set(id, items);
    const [pairId = ''] = id.split('.');
    const keyOf = (key: string) => `failed-items ${at.name} ${pairId}.${key}`;
    const before = new Set(items.failures.keys());
    items.take(event);
    for (const [key, failure] of items.failures) {
      before.delete(key);
      this.#put(at, keyOf(key), { ...failure, pairId });
    }
    for (const key of before) this.#put(at, keyOf(key), undefined);
  }

  #tellTenant(tenant: Tenant, at: Place): void {
    const { connections, jobs, pairs } = tenant;
    let [needYou, running] = [0, 0];
    for (const [jobId, job] of jobs) {
      const own = [...pairs].filter(([, pair]) => pair.jobId === jobId);
      const statuses: Record<string, number> = {};
      for (const [id, pair] of own) {
        const closed = job['closed'] as JsonObject | undefined;
        const standing = standingOf(pair, { isPaused: job['status'] === 'paused', closed });
        const { status } = standing;
        statuses[status] = (statuses[status] ?? 0) + 1;
        const {
          totals,
          failedAtAll: _f,
          phase: _p,
          retryAt: _r,
          isWatchGivenUp: _g,
          ...rest
        } = pair;
        this.#put(at, `pairs ${at.name} ${id}`, { ...rest, ...totals, ...standing });
      }
      needYou += statuses['needs-you'] ?? 0;
      running += statuses['running'] ?? 0;
      const sums = sumsOf(own.map(([, pair]) => pair));
      this.#put(at, `jobs ${at.name} ${jobId}`, { ...job, pairs: own.length, statuses, ...sums });
    }
    for (const [id, { facts, status }] of connections) {
      const usedBy = [...jobs.values()].filter((job) =>
        [job['sourceConnectionId'], job['targetConnectionId']].includes(id),
      ).length;
      const { name, host } = facts;
      this.#put(at, `connections ${at.name} ${id}`, { name, host, status, usedBy });
      if (status === 'broken') needYou += 1;
    }
    const { name, weight, colour } = tenant.facts;
    const counts = { jobs: jobs.size, pairs: pairs.size, needYou, running };
    this.#put(at, `tenants ${at.name} ${at.name}`, { name, weight, colour, ...counts });
  }

  #put({ position }: Place, key: string, expected: Expected): void {
    const versions = this.#versions.get(key) ?? [];
    this.#versions.set(key, versions);
    const text = JSON.stringify(expected) ?? '';
    const last = versions.at(-1);
    if (last?.text !== text) versions.push({ from: position, expected, text });
  }
}

interface Place {
  /** Of the tenant. */
  readonly name: string;
  readonly position: LogPosition;
}

/** A pass that came to its end had both sides work, a look for late batches the target; nothing mends what is broken. */
function proveConnections(
  { connections, jobs, pairs, begunAt }: Tenant,
  pairId: string,
  { type, data }: RecordedEvent,
): void {
  const isWatch = data['pass'] === 'watch';
  if (type === 'LeaseGranted' && !isWatch) begunAt.set(pairId, data['atMs'] as number);
  const since = begunAt.get(pairId);
  const job = jobs.get(pairs.get(pairId)?.jobId ?? '');
  if (type !== 'PassCompleted' || since === undefined || job === undefined) return;
  const sides = isWatch ? ['targetConnectionId'] : ['sourceConnectionId', 'targetConnectionId'];
  for (const side of sides) {
    const id = job[side] as string;
    const known = connections.get(id);
    if (known === undefined || known.status === 'broken' || known.toldAt > since) continue;
    connections.set(id, { ...known, status: 'working' });
  }
}

const noCounts = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0 };

function takeJob({ jobs }: Tenant, id: string, event: RecordedEvent): void {
  const { type, data, revision } = event;
  const known = jobs.get(id);
  if (type === 'JobCreated') {
    const { name, sourceConnectionId, targetConnectionId, rank } = openedOf(event);
    const facts = { name, sourceConnectionId, targetConnectionId, rank };
    jobs.set(id, { ...facts, status: 'draft', run: 0, runKind: 'start', revision });
    return;
  }
  if (known === undefined) return;
  const runKind = startsOf[type];
  if (runKind !== undefined) {
    Object.assign(known, { status: 'running', run: data['run'], runKind });
    if (data['outsideSchedule'] !== undefined) known['closed'] = undefined;
  }
  if (type === 'JobPaused') known['status'] = 'paused';
  if (type === 'JobFinished') known['status'] = 'finished';
  if (type === 'WindowClosed') {
    const { untilMs } = data;
    known['closed'] = untilMs === undefined ? {} : { until: untilMs };
  }
  if (type === 'WindowOpened') known['closed'] = undefined;
  if (type === 'JobMoved') known['rank'] = data['rank'];
  known['revision'] = revision;
}

function countsOf({ m = 0, x = 0, d = 0, g = 0, c = 0, p = 0 }: JsonObject) {
  return { migrated: m, excluded: x, failed: d, gone: g, collapsed: c, pending: p };
}

/** The event's plain and sealed part together, as the simulation seals. */
function openedOf({ data }: RecordedEvent): JsonObject {
  const { sealed, ...plain } = data;
  if (typeof sealed !== 'string') return plain;
  const [, text] = JSON.parse(sealed) as [string, string];
  return { ...plain, ...(JSON.parse(text) as JsonObject) };
}
