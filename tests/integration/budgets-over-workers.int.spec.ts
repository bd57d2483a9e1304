import { Bus, handleCommand, type JsonValue, Sealer } from '@mailhaul/application';
import { describedSecretsText } from '@mailhaul/connector-registry';
import { heartbeatSchema, subjects, workAskSchema } from '@mailhaul/contracts';
import {
  connectionDecider,
  connectionStream,
  jobDecider,
  jobStream,
  pairDecider,
  pairStream,
  tenantDecider,
  tenantStream,
} from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import {
  type PassResult,
  type PassRunner,
  type RunningPass,
  Worker,
} from '@mailhaul/mailbox-worker-service/core';
import { Scheduler } from '@mailhaul/scheduler-service/core';
import { eventually } from '@mailhaul/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { CleanUps } from '../support/clean-ups.ts';

const tenant = 'acme';
const [jobId, source, target] = Array.from({ length: 3 }, () => uuid4(systemRandom)) as [
  string,
  string,
  string,
];
const budgets = { bytesPerSecond: 12_000, operationsPerSecond: 60 };

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}
const sealer = new PlainSealer();
const sealers = { of: () => Promise.resolve(sealer) };

/** Between workers and one scheduler, in one process. */
class DeskBus extends Bus {
  scheduler: Scheduler | undefined;

  override async request(subject: string, body: JsonValue): Promise<JsonValue> {
    const { scheduler } = this;
    if (scheduler === undefined) throw new Error('nobody decides yet');
    const answer =
      subject === subjects.heartbeat
        ? scheduler.heartbeat(heartbeatSchema.parse(body))
        : await scheduler.ask(workAskSchema.parse(body));
    return JSON.parse(JSON.stringify(answer)) as JsonValue;
  }

  override announce(): void {
    // Workers ask often enough.
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

type Pace = Parameters<RunningPass['pace']>[0];

/** Passes that run until they are ended by hand. */
class HandRunner implements PassRunner {
  readonly running: { pace: Pace; end: () => void }[] = [];

  run(): RunningPass {
    const { promise, resolve } = Promise.withResolvers<PassResult>();
    const end = () => {
      this.running.splice(this.running.indexOf(one), 1);
      resolve({ end: { kind: 'stopped' } });
    };
    const one = { pace: {}, end };
    this.running.push(one);
    return { done: promise, stop: end, pace: (pace) => Object.assign(one, { pace }) };
  }
}

const cleanUps = new CleanUps();
afterEach(() => cleanUps.run());

function sumOf(runners: readonly HandRunner[], side: 'source' | 'target') {
  const parts = runners.flatMap(({ running }) => running.map(({ pace }) => pace[side] ?? {}));
  return {
    bytesPerSecond: parts.reduce((sum, { bytesPerSecond = 0 }) => sum + bytesPerSecond, 0),
    operationsPerSecond: parts.reduce((sum, one) => sum + (one.operationsPerSecond ?? 0), 0),
  };
}

async function twoWorkers(mailboxes: number) {
  const store = new MemoryEventStore({ clock: systemClock });
  const tell = (stream: string, decider: object, wish: object) => {
    const identity = { commandId: uuid4(systemRandom), atMs: 5, actor: 'ann' };
    const to = { store, sealer, stream, decider } as never;
    return handleCommand(to, { ...wish, ...identity } as never);
  };
  const facts = { weight: 1, colour: 'blue', details: { name: 'Acme' } };
  await tell(tenantStream(tenant), tenantDecider, { kind: 'CreateTenant', ...facts });
  for (const id of [source, target]) {
    await tell(connectionStream(tenant, id), connectionDecider, {
      kind: 'DefineConnection',
      facts: { kind: 'imap', credential: 1, ...(id === source ? budgets : {}) },
      details: { name: id, host: `${id}.example`, security: 'tls', signIn: 'mailbox' },
    });
  }
  const tellJob = (wish: object) => tell(jobStream(tenant, jobId), jobDecider, wish);
  const sides = { sourceConnectionId: source, targetConnectionId: target };
  const order = { order: 'oldest-first', onFilledTarget: 'match' };
  await tellJob({
    ...{ kind: 'CreateJob', rank: 1, ...sides, details: { name: 'J' } },
    options: { ...order, verifies: false, connectionsPerMailbox: 1 },
  });
  for (let n = 0; n < mailboxes; n += 1) {
    const mail = { source: `ann${n}@old`, target: `ann${n}@new` };
    const pair = { kind: 'AddPair', mailboxes: mail, placing: { jobId } };
    await tell(pairStream(tenant, uuid4(systemRandom)), pairDecider, pair);
  }
  await tellJob({ kind: 'ChangePairs', added: mailboxes, edited: 0, removed: 0 });
  await tellJob({ kind: 'StartJob' });
  const bus = new DeskBus();
  const common = { store, bus, clock: systemClock, random: systemRandom, sealers };
  const scheduler = cleanUps.keep(
    new Scheduler({ ...common, id: uuid4(systemRandom), limits: { tickMs: 10, askAgainMs: 20 } }),
    (one) => one.stop(),
  );
  await scheduler.start();
  bus.scheduler = scheduler;
  const password = describedSecretsText({ password: 'secret' });
  return ['first', 'second'].map((id) => {
    const runner = new HandRunner();
    const worker = new Worker({
      ...{ ...common, id, slots: 2, runner },
      secrets: { get: () => Promise.resolve(password) },
      times: { heartbeatMs: 20, drainMs: 500 },
    });
    worker.start();
    cleanUps.keep(worker, (one) => one.stop());
    return runner;
  });
}

describe('what a connection allows a second', () => {
  it('is shared by the passes of two workers, and is theirs who are left', async () => {
    const runners = await twoWorkers(3);
    await eventually(() => expect(runners.flatMap(({ running }) => running)).toHaveLength(3));
    expect(runners.map(({ running }) => running.length).sort()).toEqual([1, 2]);
    await eventually(() => expect(sumOf(runners, 'source')).toEqual(budgets));
    const none = { bytesPerSecond: 0, operationsPerSecond: 0 };
    expect(sumOf(runners, 'target')).toEqual(none);
    for (const { pace } of runners.flatMap(({ running }) => running)) {
      expect(pace.source).toEqual({ bytesPerSecond: 4_000, operationsPerSecond: 20 });
    }
  });

  it('is one worker’s alone where no other has a pass there', async () => {
    const runners = await twoWorkers(1);
    await eventually(() => expect(runners.flatMap(({ running }) => running)).toHaveLength(1));
    await eventually(() => expect(sumOf(runners, 'source')).toEqual(budgets));
  });
});
