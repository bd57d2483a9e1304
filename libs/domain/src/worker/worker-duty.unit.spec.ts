import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import { workerStream } from '../stream-names.ts';
import {
  type WorkerCommand,
  workerDecider,
  type WorkerDuty,
  type WorkerEvent,
  workerOrdersKept,
} from './worker-duty.ts';

const given = specifyDecider<WorkerDuty, WorkerCommand, WorkerEvent>(workerDecider);
const order = (kind: WorkerCommand['kind'], actor: string, atMs: number): WorkerCommand => ({
  ...{ commandId: 'c', kind, actor, atMs, worker: 'north' },
});
const said = (type: WorkerEvent['type'], actor: string, atMs: number): WorkerEvent => ({
  type,
  data: { atMs, actor, worker: 'north' },
});

describe('the order of a worker', () => {
  it('is to drain, and to work again', () => {
    given()
      .when(order('DrainWorker', 'ann', 1))
      .then(said('WorkerDrained', 'ann', 1));
    given(said('WorkerDrained', 'ann', 1))
      .when(order('ResumeWorker', 'bob', 2))
      .then(said('WorkerResumed', 'bob', 2));
    given(said('WorkerDrained', 'ann', 1), said('WorkerResumed', 'bob', 2))
      .when(order('DrainWorker', 'cid', 3))
      .then(said('WorkerDrained', 'cid', 3));
  });

  it('is nothing new where it holds already: who said it first has drained it', () => {
    given()
      .when(order('ResumeWorker', 'ann', 1))
      .then();
    given(said('WorkerDrained', 'ann', 1))
      .when(order('DrainWorker', 'bob', 2))
      .then();
  });

  it('is known with who gave it and when, the last ones', () => {
    let duty: WorkerDuty = workerDecider.initial();
    for (let n = 1; n <= workerOrdersKept + 2; n += 1) {
      const type = n % 2 === 1 ? 'WorkerDrained' : 'WorkerResumed';
      duty = workerDecider.evolve(duty, said(type, `p${n}`, n));
    }
    expect(duty).toMatchObject({ worker: 'north', isDraining: false });
    expect(duty.orders).toHaveLength(workerOrdersKept);
    expect(duty.orders.at(-1)).toEqual({ isDraining: false, by: 'p22', atMs: 22 });
  });

  it('has a stream for each name, whatever is in it', () => {
    expect(workerStream('north-1.example')).toBe('worker-provider.north-1.example');
    expect(workerStream('a b/ü')).toBe('worker-provider.a%20b%2F%C3%BC');
  });
});
