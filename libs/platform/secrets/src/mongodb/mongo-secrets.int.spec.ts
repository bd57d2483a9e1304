import { randomBytes } from 'node:crypto';
import { type SecretPlace, type Session, StoreUnavailable } from '@mailhaul/application';
import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { type PrivateMongo, startMongo } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { createConnection } from 'mongoose';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { TenantErased } from '../data-key.ts';
import { MasterKeyWrong } from '../master-key.ts';
import { SecretPlaceTaken, secretLengthMax } from '../secret-place.ts';
import { sessionsPerOperatorMax } from '../session-table.ts';
import { MongoSecrets, rotateMongoMasterKey } from './mongo-secrets.ts';

const place: SecretPlace = { tenant: 'acme', owner: 'connection.1', version: 1 };
const context = 'pair-acme.1|6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const canary = 'canary-plain-5f2b';
const key = () => ({ value: randomBytes(32).toString('base64') });

describeWithServer('mongo', 'secrets in MongoDB', () => {
  let server: PrivateMongo;
  beforeAll(async () => {
    server = await startMongo();
  });
  afterAll(() => server.kill());

  function bench(masterKey = key()) {
    const url = `${server.url}/secrets-${uuid4(systemRandom).slice(0, 13)}`;
    return {
      url,
      masterKey,
      open: async (given = masterKey) => {
        const opened = await MongoSecrets.open({ url, masterKey: given });
        onTestFinished(() => opened.close());
        return opened;
      },
    };
  }

  it('gives back what was put, in every process, and other versions are other secrets', async () => {
    const { open } = bench();
    const [first, second] = [await open(), await open()];
    for (const [version, secret] of ['', 'x', 'Jörg 🚚', 'y'.repeat(secretLengthMax)].entries()) {
      await first.secrets.put({ ...place, version }, secret);
      await second.secrets.put({ ...place, version }, secret);
      expect(await second.secrets.get({ ...place, version })).toBe(secret);
    }
    await expect(second.secrets.put({ ...place, version: 1 }, 'other')).rejects.toThrow(
      SecretPlaceTaken,
    );
    await second.secrets.remove('acme', 'connection.1');
    expect(await first.secrets.get({ ...place, version: 2 })).toBeUndefined();
  });

  it('says whether anything was encrypted in it before', async () => {
    const { open } = bench();
    const first = await open();
    expect(first.isNew).toBe(true);
    await first.sealers.of('acme');
    expect((await open()).isNew).toBe(false);
  });

  it('makes one key of a tenant though many ask for it at once', async () => {
    const { open } = bench();
    const all = await Promise.all([open(), open(), open(), open()]);
    const sealers = await Promise.all(all.map(({ sealers: each }) => each.of('acme')));
    for (const one of sealers) {
      for (const other of sealers) {
        expect(other.open(one.seal(canary, context), context)).toBe(canary);
      }
    }
  });

  it('has no plain text in the database', async () => {
    const { open, url } = bench();
    const { secrets, sealers } = await open();
    await secrets.put(place, canary);
    const dataKey = Buffer.from(await sealers.keyFor('acme'));
    const connection = await createConnection(url).asPromise();
    onTestFinished(() => connection.close());
    const kept = await Promise.all(
      ['secrets', 'data_keys'].map((name) => connection.collection(name).find().toArray()),
    );
    const text = JSON.stringify(kept);
    expect(text).toContain('connection.1');
    expect(text).not.toContain(canary);
    for (const form of ['base64', 'hex', 'base64url'] as const) {
      expect(text).not.toContain(dataKey.toString(form));
    }
  });

  it('goes through places in one order, and removes those alone', async () => {
    const { secrets } = await bench().open();
    for (const version of [1, 2, 3, 4, 5]) await secrets.put({ ...place, version }, `s${version}`);
    await secrets.put({ ...place, tenant: 'other' }, 'x');
    const seen: SecretPlace[] = [];
    for (let after: SecretPlace | undefined; ; after = seen.at(-1)) {
      const page = await secrets.places(after, 2);
      if (page.length === 0) break;
      seen.push(...page);
    }
    expect(seen).toHaveLength(6);
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(6);
    await secrets.removePlaces([{ ...place, version: 2 }]);
    expect(await secrets.get({ ...place, version: 2 })).toBeUndefined();
    expect(await secrets.get({ ...place, version: 3 })).toBe('s3');
  });

  it('erases a tenant for good', async () => {
    const { open } = bench();
    const first = await open();
    const sealed = (await first.sealers.of('acme')).seal(canary, context);
    await first.secrets.put(place, canary);
    await first.sealers.destroy('acme');
    for (const one of [first, await open()]) {
      expect((await one.sealers.of('acme')).open(sealed, context)).toBeUndefined();
      await expect(one.secrets.put(place, 'x')).rejects.toThrow(TenantErased);
      expect(await one.secrets.get(place)).toBeUndefined();
    }
  });

  it('refuses another master key, and takes it after a rotation', async () => {
    const { open, url, masterKey } = bench();
    await (await open()).secrets.put(place, canary);
    const next = key();
    await expect(open(next)).rejects.toThrow(MasterKeyWrong);
    const rotation = { oldKey: masterKey, newKey: next };
    expect(await rotateMongoMasterKey({ url }, rotation)).toBe(1);
    expect(await rotateMongoMasterKey({ url }, rotation)).toBe(0);
    await expect(open()).rejects.toThrow(MasterKeyWrong);
    expect(await (await open(next)).secrets.get(place)).toBe(canary);
  });

  it('keeps sessions, the newest of each operator', async () => {
    const { sessions } = await bench().open();
    const session = (n: number): Session => ({
      id: `id-${n}`,
      operatorId: 'anna',
      csrf: 'c',
      createdAtMs: n,
      expiresAtMs: 1_000_000 + n,
    });
    for (let n = 0; n <= sessionsPerOperatorMax; n += 1) await sessions.put(session(n));
    expect(await sessions.get('id-0')).toBeUndefined();
    expect(await sessions.get('id-1')).toEqual(session(1));
    await sessions.removeExpired(1_000_001);
    expect(await sessions.get('id-1')).toBeUndefined();
    await sessions.remove('id-2');
    expect(await sessions.get('id-2')).toBeUndefined();
    await sessions.removeOf('anna');
    expect(await sessions.get('id-3')).toBeUndefined();
  });
});

it('says that nobody answers, and repeats nothing of the address', async () => {
  const url = 'mongodb://me:s3cret@127.0.0.1:1/x?serverSelectionTimeoutMS=200';
  const error = await MongoSecrets.open({ url, masterKey: key() }).catch((why: unknown) => why);
  expect(error).toBeInstanceOf(StoreUnavailable);
  expect((error as Error).message).not.toContain('s3cret');
});
