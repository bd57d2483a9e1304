import { InProcessClient, InProcessHub, InProcessServer } from '@mailhaul/bus-inprocess';
import { ClientBus } from '@mailhaul/bus-nest';
import {
  heartbeatAnswerSchema,
  subjects,
  workAnswerSchema,
  workersAnswerSchema,
} from '@mailhaul/contracts';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { NestFactory } from '@nestjs/core';
import { eventually } from '@mailhaul/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SchedulerModule } from './scheduler.module.ts';
import { Office, sealer } from './spec-support/office.ts';

async function served() {
  const office = new Office();
  const hub = new InProcessHub();
  const bus = new ClientBus(new InProcessClient(hub));
  const options = {
    ...{ id: 's', store: office.store, bus, clock: systemClock, random: systemRandom },
    sealers: { of: () => Promise.resolve(sealer) },
  };
  const app = await NestFactory.createMicroservice(SchedulerModule.with(options), {
    strategy: new InProcessServer(hub, 'scheduler'),
    logger: false,
  });
  await app.listen();
  onTestFinished(async () => {
    await app.close();
    await bus.close();
  });
  return { office, bus };
}

const answerMsMax = 5_000;

describe('the scheduler on the bus', () => {
  it('answers asks with leases and heartbeats with what is lost, and knows its workers', async () => {
    const { office, bus } = await served();
    const opened = await office.opened('acme');
    const { jobId, pairs } = await office.jobOf(opened, [{ source: 'a' }]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const ask = async () => {
      const body = await bus.request(
        subjects.workAsk,
        { workerId: 'w', freeSlots: 2 },
        answerMsMax,
      );
      return workAnswerSchema.parse(body).leases;
    };
    const [lease] = await eventually(async () => {
      const leases = await ask();
      expect(leases).toHaveLength(1);
      return leases;
    });
    expect(lease).toMatchObject({ tenant: 'acme', pairId: pairs[0], jobId, pass: 'start' });
    const { tenant, pairId = '', passId = '' } = lease ?? {};
    const held = { tenant: tenant ?? '', pairId, passId, lease: 1 };
    const beat = { workerId: 'w', slots: 2, leases: [held] };
    const answer = await bus.request(subjects.heartbeat, beat, answerMsMax);
    expect(heartbeatAnswerSchema.parse(answer).lost).toEqual([]);
    const said = { name: 'host', version: '1.2.3', isDraining: true };
    const other = { ...beat, workerId: 'other', tags: ['eu'], ...said };
    const lost = await bus.request(subjects.heartbeat, other, answerMsMax);
    expect(heartbeatAnswerSchema.parse(lost).lost).toEqual([held]);
    const told = workersAnswerSchema.parse(await bus.request(subjects.workers, {}, answerMsMax));
    expect(told.workers).toMatchObject([
      { id: 'w', busy: 1 },
      { id: 'other', busy: 1, tags: ['eu'], ...said },
    ]);
  });

  it('give a drained worker nothing, also one that asks, and show who drained it until it is resumed', async () => {
    const { office, bus } = await served();
    const opened = await office.opened('acme');
    const { jobId } = await office.jobOf(opened, [{ source: 'a' }]);
    await office.worker('north', 'DrainWorker');
    await office.job('acme', jobId, { kind: 'StartJob' });
    const listed = async () => {
      const answer = await bus.request(subjects.workers, {}, answerMsMax);
      return workersAnswerSchema.parse(answer).workers;
    };
    const ask = async (more: object) => {
      const body = await bus.request(subjects.workAsk, { freeSlots: 1, ...more }, answerMsMax);
      return workAnswerSchema.parse(body).leases;
    };
    // Not heard of, and drained all the same.
    const orders = [{ isDraining: true, by: 'ann', at: expect.any(Number) as number }];
    const drained = { name: 'north', isDraining: true, drainedBy: 'ann', orders };
    await eventually(async () =>
      expect(await listed()).toMatchObject([{ id: 'north', slots: 0, ...drained }]),
    );
    const beat = { workerId: 'w', slots: 2, leases: [], name: 'north', isDraining: false };
    await bus.request(subjects.heartbeat, beat, answerMsMax);
    expect(await listed()).toMatchObject([{ id: 'w', slots: 2, ...drained }]);
    expect(await ask({ workerId: 'w', name: 'north' })).toEqual([]);
    await office.worker('north', 'ResumeWorker');
    await eventually(async () =>
      expect(await ask({ workerId: 'w', name: 'north' })).toHaveLength(1),
    );
    expect(await listed()).toMatchObject([{ isDraining: false, orders: [{}, {}] }]);
  });

  it.each([subjects.workAsk, subjects.heartbeat])(
    'refuses what is no message of %s',
    async (subject) => {
      const { bus } = await served();
      const refused = bus.request(subject, { workerId: '', freeSlots: 1e9 }, answerMsMax);
      await expect(refused).rejects.toThrow('the message is not what the subject asks for');
      bus.announce(subjects.heartbeatHeard, { nonsense: true });
      await expect(bus.request(subjects.workers, {}, answerMsMax)).resolves.toEqual({
        workers: [],
      });
    },
  );
});
