import {
  Bus,
  handleCommand,
  type JsonValue,
  NoResponder,
  OutcomeUnknown,
  Sealer,
} from '@mailhaul/application';
import { describedSecretsText } from '@mailhaul/connector-registry';
import { subjects } from '@mailhaul/contracts';
import {
  connectionDecider,
  connectionStream,
  jobDecider,
  jobStream,
  pairDecider,
  pairStream,
  workerDecider,
  workerStream,
} from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { eventually } from '@mailhaul/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { PassFailure, PassPace, PassResult } from './isolation/pass-assignment.ts';
import type { PassRunner, PassToRun } from './pass-to-run.ts';
import { Worker } from './worker.ts';

const tenant = 'acme';
const [jobId, pairId, source, target] = Array.from({ length: 4 }, () => uuid4(systemRandom)) as [
  string,
  string,
  string,
  string,
];
const none = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0 };
const figures = {
  totals: { ...none, migrated: 3, pending: 0, bytesMigrated: 30 },
  passCounts: { ...none, migrated: 3 },
  ...{ watchedUntilWallMs: undefined, surplusReported: 0, investigate: 0, parkedFolders: 0 },
};

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}
const sealer = new PlainSealer();

/** Answers as a scheduler that has nothing; or is down. */
class DeskBus extends Bus {
  isDown = false;
  lost: JsonValue[] = [];
  /** Passes of the job over all workers. */
  leases = 1;
  /** Passes over the source connection over all workers. */
  sourceLeases = 1;
  readonly asked: string[] = [];
  readonly patienceMs = new Map<string, number>();
  beat: JsonValue = null;

  override request(subject: string, body: JsonValue, patienceMs: number): Promise<JsonValue> {
    if (subject === subjects.heartbeat) this.beat = body;
    this.asked.push(subject);
    this.patienceMs.set(subject, patienceMs);
    if (this.isDown) return Promise.reject(new NoResponder('down'));
    if (subject === subjects.heartbeat) {
      const jobs = [{ tenant, jobId, leases: this.leases }];
      const connections = [{ tenant, connectionId: source, leases: this.sourceLeases }];
      return Promise.resolve({ lost: this.lost, untilMs: 9, jobs, connections });
    }
    return Promise.resolve({ leases: [], askAgainMs: 5 });
  }

  override announce(): void {
    throw new Error('a worker announces nothing');
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Runs until it is told to end, or to stop. */
class HandRunner implements PassRunner {
  readonly passes: {
    readonly pass: PassToRun;
    end: (result: PassResult) => void;
    stops: number;
    readonly paces: PassPace[];
  }[] = [];

  run(pass: PassToRun) {
    const { promise, resolve } = Promise.withResolvers<PassResult>();
    const paces: PassPace[] = [];
    const running = { pass, end: resolve, stops: 0, paces };
    this.passes.push(running);
    const stop = () => {
      running.stops += 1;
      resolve({ end: { kind: 'stopped' } });
    };
    return { done: promise, stop, pace: (pace: PassPace) => paces.push(pace) };
  }
}

class ShakyStore extends MemoryEventStore {
  silences = 0;

  override append(...args: Parameters<MemoryEventStore['append']>) {
    if (this.silences === 0) return super.append(...args);
    this.silences -= 1;
    return Promise.reject(new OutcomeUnknown('silent'));
  }
}

const heartbeatMs = 20;

let store: ShakyStore;
let bus: DeskBus;
let runner: HandRunner;
let worker: Worker;
let activeCount = () => -1;
let wallAheadMs = 0;

beforeEach(async () => {
  store = new ShakyStore({ clock: systemClock });
  bus = new DeskBus();
  runner = new HandRunner();
  wallAheadMs = 0;
  const password = describedSecretsText({ password: 'secret' });
  worker = new Worker({
    ...{ id: 'w1', slots: 1, store, bus, runner, random: systemRandom },
    clock: { ...systemClock, wallMs: () => systemClock.wallMs() + wallAheadMs },
    sealers: { of: () => Promise.resolve(sealer) },
    secrets: { get: () => Promise.resolve(password) },
    times: { heartbeatMs, drainMs: 2_000 },
    watchActive: (read) => (activeCount = read),
  });
  worker.start();
  for (const id of [source, target]) {
    await tell(connectionStream(tenant, id), connectionDecider, {
      kind: 'DefineConnection',
      facts: { kind: 'imap', credential: 1, bytesPerSecond: 5 },
      details: {
        ...{ name: id, host: `${id === source ? 'old' : 'new'}.example`, security: 'tls' },
        ...{ signIn: 'admin', adminUser: 'admin' },
      },
    });
  }
  await tellJob({
    ...{ kind: 'CreateJob', rank: 1, sourceConnectionId: source, targetConnectionId: target },
    details: { name: 'J', excludeFolders: ['Trash'], folderMap: { A: 'B' } },
    options: {
      ...{ order: 'newest-first', onFilledTarget: 'refuse', verifies: true },
      ...{ connectionsPerMailbox: 3, itemBytesMax: 7 },
    },
  });
  const mailboxes = { source: 'ann@old', target: 'ann@new', targetUser: 'ann' };
  await tellPair({ kind: 'AddPair', mailboxes, placing: { jobId } });
  await tellJob({ kind: 'ChangePairs', added: 1, edited: 0, removed: 0 });
  await tellJob({ kind: 'StartJob' });
  await tellPair({ kind: 'SchedulePass', passId: 'p1', run: 1 });
});

afterEach(() => worker.stop());

function tell(stream: string, decider: object, wish: object) {
  const identity = { commandId: uuid4(systemRandom), atMs: 5, actor: 'ann' };
  return handleCommand(
    { store, sealer, stream, decider } as never,
    { ...wish, ...identity } as never,
  );
}

const tellJob = (wish: object) => tell(jobStream(tenant, jobId), jobDecider, wish);
const tellPair = (wish: object) => tell(pairStream(tenant, pairId), pairDecider, wish);
const grant = (workerId = 'w1', passId = 'p1') =>
  tellPair({ kind: 'GrantLease', passId, workerId, untilMs: 60 });

async function events(stream = pairStream(tenant, pairId)) {
  const all = [];
  for await (const { type, data } of store.readStream(stream)) all.push({ type, data });
  return all;
}

async function begun(count = 1) {
  await eventually(() => expect(runner.passes).toHaveLength(count));
  return runner.passes[count - 1] as (typeof runner.passes)[number];
}

async function last(type: string) {
  await eventually(async () => expect((await events()).at(-1)?.type).toBe(type));
  return (await events()).at(-1)?.data;
}

describe('a worker', () => {
  it('learns of its lease from the log alone, runs it as job and pair say, and tells the end', async () => {
    bus.isDown = true;
    expect(activeCount()).toBe(0);
    await grant();
    const { pass, end } = await begun();
    expect(activeCount()).toBe(1);
    expect(pass).toMatchObject({
      ...{ tenant, pairId, generation: 1, isVerifying: true },
      source: {
        settings: { host: 'old.example', user: 'ann@old', password: 'secret' },
        budgets: { bytesPerSecond: 5 },
      },
      target: { settings: { host: 'new.example', user: 'ann' } },
      options: {
        ...{ order: 'newest-first', onFilledTarget: 'refuse', connectionPairs: 3 },
        filters: { itemBytesMax: 7, excludeFolders: ['Trash'] },
        folderMap: new Map([['A', 'B']]),
      },
    });
    end({ end: { kind: 'completed' }, figures });
    expect(await last('PassCompleted')).toMatchObject({ passId: 'p1', totals: figures.totals });
    await eventually(() => expect(activeCount()).toBe(0));
  });

  it('tells the end also when the store was silent for a while', async () => {
    await grant();
    const { end } = await begun();
    store.silences = 5;
    end({ end: { kind: 'completed' }, figures });
    await last('PassCompleted');
    expect((await events()).filter(({ type }) => type === 'PassCompleted')).toHaveLength(1);
  });

  it.each([
    ['its job is paused', () => tellJob({ kind: 'PauseJob' })],
    ['the pair is held', () => tellPair({ kind: 'HoldPair' })],
  ])('stops a pass when %s, also with the bus down', async (_, act) => {
    bus.isDown = true;
    await grant();
    await begun();
    const startedMs = performance.now();
    await act();
    expect(await last('PassPaused')).toMatchObject({ reason: 'stopped' });
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it('does not begin what was paused while it prepared', async () => {
    const read = store.readStream.bind(store);
    let isAsked = false;
    store.readStream = async function* (stream, options) {
      yield* read(stream, options);
      // After the job was read, and before the pass begins.
      if (stream !== connectionStream(tenant, source) || isAsked) return;
      isAsked = true;
      await tellJob({ kind: 'PauseJob' });
    };
    await grant();
    expect(await last('PassPaused')).toMatchObject({ reason: 'stopped' });
    expect(runner.passes).toEqual([]);
  });

  it('stops without a word when its lease has gone to another', async () => {
    await grant();
    const { pass } = await begun();
    await tellPair({ kind: 'ExpireLease', passId: 'p1', lease: 1 });
    await eventually(() => expect(runner.passes[0]?.stops).toBeGreaterThan(0));
    await grant('w2');
    await eventually(() => expect(worker.leases).toEqual([]));
    expect(await last('LeaseGranted')).toMatchObject({ workerId: 'w2', lease: 2 });
    expect(pass.pairId).toBe(pairId);
  });

  it('stops what a heartbeat’s answer calls lost', async () => {
    await grant();
    await begun();
    bus.lost = [{ tenant, pairId, passId: uuid4(systemRandom), lease: 1 }];
    await eventually(() => expect(worker.leases).toEqual([]));
    expect(runner.passes[0]?.stops).toBeGreaterThan(0);
    expect((await events()).at(-1)?.type).toBe('LeaseGranted');
  });

  it('tells again that it lives, sooner than it would else, where nobody answered', async () => {
    const beats = () => bus.asked.filter((subject) => subject === subjects.heartbeat).length;
    await eventually(() => expect(beats()).toBeGreaterThan(0));
    expect(bus.patienceMs.get(subjects.heartbeat)).toBe(heartbeatMs / 2);
    bus.isDown = true;
    const before = beats();
    await eventually(() => expect(beats()).toBeGreaterThan(before + 2));
  });

  it('gives back what it holds when it ends, and takes nothing more', async () => {
    await grant();
    await begun();
    await worker.stop();
    expect((await events()).at(-1)?.type).toBe('LeaseReleased');
    await grant();
    expect(runner.passes).toHaveLength(1);
  });

  it('gives back a lease that it has no slot for', async () => {
    await grant();
    await begun();
    const other = uuid4(systemRandom);
    const stream = pairStream(tenant, other);
    const mailboxes = { source: 'bob@old', target: 'bob@new' };
    await tell(stream, pairDecider, { kind: 'AddPair', mailboxes, placing: { jobId } });
    await tell(stream, pairDecider, { kind: 'SchedulePass', passId: 'p2', run: 1 });
    const lease = { kind: 'GrantLease', passId: 'p2', workerId: 'w1', untilMs: 60 };
    await tell(stream, pairDecider, lease);
    await eventually(async () => expect((await events(stream)).at(-1)?.type).toBe('LeaseReleased'));
    expect(runner.passes).toHaveLength(1);
  });

  it('runs a lease on the same pair only after the former pass has ended here', async () => {
    await grant();
    const first = await begun();
    await tellPair({ kind: 'ExpireLease', passId: 'p1', lease: 1 });
    await grant();
    const second = await begun(2);
    expect(first.stops).toBeGreaterThan(0);
    second.end({ end: { kind: 'completed' }, figures });
    expect(await last('PassCompleted')).toMatchObject({ passId: 'p1' });
  });

  it('tells once that a connection is broken, and fails the pass', async () => {
    const failure: PassFailure = {
      ...{ code: 'certificate-rejected', scope: 'connection', disposition: 'needsOperator' },
      ...{ message: 'm', remedy: 'r', side: 'target', serverText: 'expired' },
    };
    await grant();
    (await begun()).end({ end: { kind: 'failed', failure } });
    expect(await last('PassFailed')).toMatchObject({ code: failure.code, side: 'target' });
    await tellPair({ kind: 'SchedulePass', passId: 'p2', run: 1 });
    await grant('w1', 'p2');
    (await begun(2)).end({ end: { kind: 'failed', failure } });
    await last('PassFailed');
    await eventually(() => expect(worker.leases).toEqual([]));
    const told = (await events(connectionStream(tenant, target))).map(({ type }) => type);
    expect(told).toEqual(['ConnectionDefined', 'ConnectionBroken']);
  });

  it('fails a pass whose connection is gone', async () => {
    await tell(connectionStream(tenant, target), connectionDecider, { kind: 'DeleteConnection' });
    await grant();
    expect(await last('PassFailed')).toMatchObject({ code: 'connection-deleted', side: 'target' });
    expect(runner.passes).toEqual([]);
  });

  it('tells of a death', async () => {
    await grant();
    (await begun()).end({ end: { kind: 'died', wasAlone: true, reason: 'heap' } });
    expect(await last('PassDied')).toMatchObject({ lease: 1, deaths: 1 });
  });
});

describe('the schedule of the job', () => {
  const everyDay = [1, 2, 3, 4, 5, 6, 7];
  const always = { zone: 'UTC', periods: [{ days: everyDay, from: 0, to: 1440 }] };
  const setSchedule = (schedule: object) => tellJob({ kind: 'SetSchedule', schedule });

  it('that closes has the pass given back, with its place in the queue', async () => {
    await grant();
    const { stops } = await begun();
    expect(stops).toBe(0);
    await tellJob({ kind: 'CloseWindow', untilMs: 9 });
    expect(await last('LeaseReleased')).toMatchObject({ passId: 'p1' });
    await grant();
    await eventually(async () => {
      const types = (await events()).map(({ type }) => type);
      expect(types.slice(-2)).toEqual(['LeaseGranted', 'LeaseReleased']);
    });
    expect(runner.passes).toHaveLength(1);
  });

  it('closes also where no scheduler is left to say so', async () => {
    const startAtMs = systemClock.wallMs();
    const hour = (startAtMs % 86_400_000) / 3_600_000;
    // The half of the day that it is: twelve hours later it is the other.
    const [from, to] = hour < 12 ? [0, 720] : [720, 1440];
    await setSchedule({ ...always, periods: [{ days: everyDay, from, to }] });
    await grant();
    await begun();
    bus.isDown = true;
    wallAheadMs = 12 * 3_600_000;
    expect(await last('LeaseReleased')).toMatchObject({ passId: 'p1' });
  });

  it('is closed by no clock that has never seen it open: who granted the pass knows better', async () => {
    const startAtMs = systemClock.wallMs();
    const hour = (startAtMs % 86_400_000) / 3_600_000;
    const [from, to] = hour < 12 ? [1080, 1320] : [60, 300];
    await setSchedule({ ...always, periods: [{ days: everyDay, from, to }] });
    await grant();
    const pass = await begun();
    bus.isDown = true;
    // Long enough for its clock to be looked at again and again.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(pass.stops).toBe(0);
  });

  it('limits the bytes of the pass to its part of the job’s, as schedule and workers change', async () => {
    bus.leases = 3;
    const limited = { days: everyDay, from: 0, to: 1440, bytesPerSecond: 6_000 };
    await setSchedule({ ...always, periods: [limited] });
    await grant();
    const { paces } = await begun();
    await eventually(() => expect(paces.at(-1)?.bytesPerSecond).toBe(2_000));
    bus.leases = 1;
    await eventually(() => expect(paces.at(-1)?.bytesPerSecond).toBe(6_000));
    await setSchedule({ ...always, periods: [{ ...limited, bytesPerSecond: 9_000 }] });
    await eventually(() => expect(paces.at(-1)?.bytesPerSecond).toBe(9_000));
    await setSchedule(always);
    await eventually(() => expect(paces.at(-1)?.bytesPerSecond).toBeUndefined());
  });
});

const orderWorker = (called: string, kind: 'DrainWorker' | 'ResumeWorker') =>
  tell(workerStream(called), workerDecider, { kind, worker: called });

describe('a worker that is drained', () => {
  it('gives back its pass, takes none, says so, and takes them again once resumed', async () => {
    await grant();
    await begun();
    await orderWorker('w1', 'DrainWorker');
    await last('LeaseReleased');
    await eventually(() => expect(bus.beat).toMatchObject({ workerId: 'w1', isDraining: true }));
    bus.asked.length = 0;
    await grant();
    await eventually(async () => {
      const types = (await events()).map(({ type }) => type);
      expect(types.filter((type) => type === 'LeaseReleased')).toHaveLength(2);
    });
    expect(runner.passes).toHaveLength(1);
    expect(bus.asked).not.toContain(subjects.workAsk);
    await orderWorker('w1', 'ResumeWorker');
    await eventually(() => expect(bus.asked).toContain(subjects.workAsk));
    await grant();
    await begun(2);
    expect(bus.beat).toMatchObject({ isDraining: false });
  });

  it('asks for nothing when it is started again, whatever id it has then', async () => {
    await orderWorker('north', 'DrainWorker');
    const duties: boolean[] = [];
    const again = new Worker({
      ...{ id: 'w7', name: 'north', slots: 1, store, bus, runner },
      ...{ random: systemRandom, clock: systemClock, times: { heartbeatMs, drainMs: 2_000 } },
      sealers: { of: () => Promise.resolve(sealer) },
      secrets: { get: () => Promise.reject(new Error('nobody asks')) },
      onDuty: (isDraining) => duties.push(isDraining),
    });
    await worker.stop();
    bus.asked.length = 0;
    again.start();
    onTestFinished(() => again.stop());
    await eventually(() => expect(bus.beat).toMatchObject({ workerId: 'w7', isDraining: true }));
    await systemClock.sleep(heartbeatMs * 5);
    expect(bus.asked).not.toContain(subjects.workAsk);
    await orderWorker('north', 'ResumeWorker');
    await eventually(() => expect(bus.asked).toContain(subjects.workAsk));
    expect(duties).toEqual([true, false]);
  });

  it('is the one that is named', async () => {
    await grant();
    const pass = await begun();
    await orderWorker('w2', 'DrainWorker');
    await eventually(() => expect(bus.beat).toMatchObject({ isDraining: false }));
    expect(pass.stops).toBe(0);
  });
});

describe('what a connection allows a second', () => {
  it('limits each side of the pass to its part of the connection’s budget, as workers come and go', async () => {
    bus.sourceLeases = 2;
    await grant();
    const { paces } = await begun();
    const sides = (source: number) => ({
      source: { bytesPerSecond: source },
      target: { bytesPerSecond: 5 },
    });
    await eventually(() => expect(paces.at(-1)).toEqual(sides(2.5)));
    bus.sourceLeases = 1;
    await eventually(() => expect(paces.at(-1)).toEqual(sides(5)));
  });
});
