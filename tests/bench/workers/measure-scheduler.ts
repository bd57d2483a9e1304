// One scheduler over many tenants whose mailboxes all wait, in a process of its own; prints what it took as JSON:
//   node --conditions=mailhaul-source --expose-gc tests/bench/workers/measure-scheduler.ts TENANTS PAIRS
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bus, encodeEvent, type JsonValue } from '@mailhaul/application';
import { connectionStream, jobStream, pairStream, tenantStream } from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { Scheduler } from '@mailhaul/scheduler-service/core';
import { KeyFileSealer } from '@mailhaul/secrets';

class QuietBus extends Bus {
  override request(): Promise<JsonValue> {
    return Promise.reject(new Error('a scheduler asks nobody'));
  }

  override announce(): void {
    // Nobody listens here.
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

const [tenants = 0, pairs = 0] = process.argv.slice(2).map(Number);
const asks = 100;
const freeSlots = 10;

const dir = mkdtempSync(join(tmpdir(), 'mailhaul-bench-'));
const sealer = KeyFileSealer.open(join(dir, 'key'));
const store = new MemoryEventStore({ clock: systemClock });
for (let n = 0; n < tenants; n += 1) await addTenant(`bench-${n}`);
const before = memoryMb();
const scheduler = new Scheduler({
  ...{ id: 'bench', store, bus: new QuietBus(), clock: systemClock, random: systemRandom },
  sealers: { of: () => Promise.resolve(sealer) },
});
const reading = process.cpuUsage();
await scheduler.start();
while (scheduler.leadsSinceMs('bench-0') === undefined) await systemClock.sleep(5);
const readMs = cpuMsSince(reading);
const keptMb = memoryMb() - before;
let grants = 0;
const granting = process.cpuUsage();
for (let n = 0; n < asks; n += 1) {
  grants += (await scheduler.ask({ workerId: `w${n}`, freeSlots })).leases.length;
}
const grantMs = cpuMsSince(granting) / grants;
await scheduler.stop();
rmSync(dir, { recursive: true, force: true });
console.log(JSON.stringify({ tenants, pairs, readMs, keptMb, grantMs, grants }));

/** A tenant whose job runs, with a pass of each mailbox scheduled. */
async function addTenant(tenant: string): Promise<void> {
  const said = { atMs: 1, actor: 'ann' };
  const add = (
    stream: string,
    events: readonly { type: string; data: object; sealed?: object }[],
  ) =>
    store.append(
      stream,
      events.map(({ type, data, sealed }) => {
        const event = { type, data: { ...said, ...data }, sealed };
        return encodeEvent(event, { stream, id: uuid4(systemRandom) }, { sealer, upcasters: {} });
      }),
      'no-stream',
    );
  const colour = { weight: 10, colour: 'teal' };
  await add(tenantStream(tenant), [
    { type: 'TenantCreated', data: colour, sealed: { name: tenant } },
  ]);
  const sides = {
    sourceConnectionId: uuid4(systemRandom),
    targetConnectionId: uuid4(systemRandom),
  };
  for (const id of Object.values(sides)) {
    const sealed = { name: id, host: `${id}.example`, security: 'tls', signIn: 'mailbox' };
    const data = { kind: 'imap', credential: 1 };
    await add(connectionStream(tenant, id), [{ type: 'ConnectionDefined', data, sealed }]);
  }
  const jobId = uuid4(systemRandom);
  const options = { order: 'oldest-first', onFilledTarget: 'match', verifies: true };
  await add(jobStream(tenant, jobId), [
    { type: 'JobCreated', data: { ...sides, rank: 1, options }, sealed: { name: 'All' } },
    { type: 'JobPairsChanged', data: { added: pairs, edited: 0, removed: 0 } },
    { type: 'JobStarted', data: { run: 1 } },
  ]);
  for (let n = 0; n < pairs; n += 1) {
    const mailboxes = { source: `user${n}@old.example`, target: `user${n}@new.example` };
    const pass = { passId: uuid4(systemRandom), generation: 1, pass: 'start', run: 1 };
    await add(pairStream(tenant, uuid4(systemRandom)), [
      { type: 'PairAdded', data: { jobId, priority: 1 }, sealed: mailboxes },
      { type: 'PassScheduled', data: pass },
    ]);
  }
}

function memoryMb(): number {
  gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + external + arrayBuffers) / 2 ** 20;
}

function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
