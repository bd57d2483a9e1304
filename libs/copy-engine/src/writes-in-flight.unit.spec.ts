import { describe, expect, it } from 'vitest';
import { BytesInAir } from './bytes-in-air.ts';
import { WritesInFlight } from './writes-in-flight.ts';

async function isResolved(promise: Promise<void>): Promise<boolean> {
  let isDone = false;
  void promise.then(() => (isDone = true));
  await new Promise((resolve) => setImmediate(resolve));
  return isDone;
}

describe('the writes of a lane', () => {
  it('wait for each other where other lanes have filled the air, and one may always go', async () => {
    const air = new BytesInAir();
    air.add(1 << 30);
    const writes = new WritesInFlight(8, air);
    const answer = Promise.withResolvers<void>();
    const added = writes.add(answer.promise, 1);
    expect(await isResolved(added)).toBe(false);
    answer.resolve();
    expect(await isResolved(added)).toBe(true);
  });

  it('go on without waiting while there is room, and give it back', async () => {
    const air = new BytesInAir();
    const writes = new WritesInFlight(8, air);
    const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    for (const { promise } of answers) await writes.add(promise, 5 << 20);
    air.add((22 << 20) - 1);
    expect(air.isFull).toBe(false);
    air.add(1);
    expect(air.isFull).toBe(true);
    for (const { resolve } of answers) resolve();
    await writes.all();
    expect(air.isFull).toBe(false);
  });
});
