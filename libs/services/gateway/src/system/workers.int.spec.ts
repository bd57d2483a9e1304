import { Bus, type JsonValue, NoResponder } from '@mailhaul/application';
import { subjects, type System } from '@mailhaul/contracts';
import { workerStream } from '@mailhaul/domain';
import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGateway } from '../spec-support/gateway-bench.ts';

const worker = { id: uuid4(systemRandom), slots: 4, busy: 1, seenAt: 5, leases: [] };
const facts = { name: 'host-1', version: '1.2.3', tags: ['eu'] };

/** Where one worker was heard of. */
class WorkerBus extends Bus {
  drain = {};

  override request(subject: string): Promise<JsonValue> {
    const workers = [{ ...worker, ...facts, ...this.drain }];
    if (subject === subjects.workers) return Promise.resolve({ workers });
    if (subject !== subjects.reportingState) return Promise.reject(new NoResponder(subject));
    const rebuild = { state: 'idle' };
    return Promise.resolve({ position: '7', lagMs: 0, isCurrent: true, rebuild });
  }

  override announce(): void {
    throw new Error('orders go by the log');
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('workers', () => {
  it('are shown with what they told of themselves, and who drained them by name', async () => {
    const bus = new WorkerBus();
    const { admin, close, store } = await startGateway({ bus });
    onTestFinished(close);
    const { workers } = await admin.must<System>('GET', '/system');
    expect(workers).toEqual([{ ...worker, ...facts }]);
    const path = `/system/workers/${worker.id}`;
    expect((await admin.call('POST', `${path}/drain`)).status).toBe(202);
    // Again by its name, which changes nothing.
    expect((await admin.call('POST', `/system/workers/${facts.name}/drain`)).status).toBe(202);
    const ordered = () => Array.fromAsync(store.readStream(workerStream(facts.name)));
    const [first, ...others] = await ordered();
    expect(first).toMatchObject({ type: 'WorkerDrained', data: { worker: facts.name } });
    expect(others).toEqual([]);
    const by = first?.data['actor'] as string;
    const orders = [{ isDraining: true, by, at: 9 }];
    bus.drain = { isDraining: true, drainedBy: by, drainedAt: 9, orders };
    const drained = (await admin.must<System>('GET', '/system')).workers;
    expect(drained).toMatchObject([
      { drainedAt: 9, drainedBy: 'Administrator', orders: [{ by: 'Administrator', at: 9 }] },
    ]);
    // Nobody's id is shown where its owner is gone.
    const gone = uuid4(systemRandom);
    bus.drain = { isDraining: true, drainedBy: gone, orders: [{ ...orders[0], by: gone }] };
    const unnamed = (await admin.must<System>('GET', '/system')).workers;
    expect(JSON.stringify(unnamed)).not.toContain(gone);
    expect((await admin.call('POST', `${path}/resume`)).status).toBe(202);
    expect((await ordered()).map(({ type }) => type)).toEqual(['WorkerDrained', 'WorkerResumed']);
  });
});
