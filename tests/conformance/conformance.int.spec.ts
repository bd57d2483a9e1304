import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type EventStoreDouble, startEventStoreDouble } from '@mailhaul/testing/eventstoredb';
import { type PrivateMongo, startMongo, startNats } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const node = ['--conditions=mailhaul-source', main];

/** Rejects with the output where it ends with another code than 0. */
async function conformance(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...node, ...args], {
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' },
  });
  return stdout;
}

describe('npm run conformance', () => {
  let store: EventStoreDouble;
  beforeAll(async () => {
    store = await startEventStoreDouble();
  });
  afterAll(() => store.stop());

  it('runs the suite of the event store on the server it is given', async () => {
    const told = await conformance('--store', store.url, '--case', 'hostile input');
    expect(told).toMatch(/Tests\s+\d+ passed/);
    expect(told).not.toMatch(/failed/);
  });

  it('fails where there is no such server', async () => {
    const nowhere = 'esdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=1';
    const running = conformance('--store', nowhere, '--case', 'hostile input');
    await expect(running).rejects.toMatchObject({ code: 1 });
  });

  it.each([
    [['--store', 'nats://ann:word@host'], '--store is no address that begins with esdb://'],
    [['--bus', 'word'], '--bus is no address that begins with nats://'],
    [['--read-store', 'word'], '--read-store is no address that begins with mongodb://'],
    [['--bus', 'nats://host', '--ca', 'no-such-file'], '--ca names no file'],
    [['--unknown'], '--unknown'],
  ])('refuses %s', (args, words) => {
    const { status, stderr } = spawnSync(process.execPath, [...node, ...args], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('ann:word');
  });
});

describeWithServer('nats', 'npm run conformance with a bus', () => {
  it('runs the suite on a NATS', async () => {
    const bus = await startNats();
    try {
      const told = await conformance('--bus', bus.url, '--case', 'queue groups');
      expect(told).toMatch(/Tests\s+\d+ passed/);
    } finally {
      await bus.stop();
    }
  });
});

describeWithServer('mongo', 'npm run conformance with a read store', () => {
  let mongo: PrivateMongo;
  beforeAll(async () => {
    mongo = await startMongo();
  });
  afterAll(() => mongo.kill());

  it('runs the suite on a MongoDB', async () => {
    const told = await conformance('--read-store', mongo.url, '--case', 'change');
    expect(told).toMatch(/Tests\s+\d+ passed/);
  });
});
