import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import {
  type SecretPlace,
  SecretUnreadable,
  decodeEvent,
  encodeEvent,
} from '@mailhaul/application';
import { describe, expect, it } from 'vitest';
import { TenantErased } from './data-key.ts';
import { sealerOfKey } from './data-key-sealer.ts';
import { KeyFileRefused } from './key-file.ts';
import { MasterKeyRefused, MasterKeyWrong } from './master-key.ts';
import { SealBroken } from './seal-broken.ts';
import { SecretPlaceTaken, secretLengthMax } from './secret-place.ts';
import { SecretsFileRefused } from './secrets-file.ts';
import { secretsBench } from './spec-support/secrets-bench.ts';
import { SqliteSecrets } from './sqlite-secrets.ts';

const place: SecretPlace = { tenant: 'acme', owner: 'connection.1', version: 1 };
const stream = 'pair-acme.1';
const context = `${stream}|6ba7b810-9dad-11d1-80b4-00c04fd430c8`;
const canary = 'canary-plain-5f2b';
const value = () => ({ value: randomBytes(32).toString('base64') });

describe('SqliteSecrets', () => {
  it('gives back what was put, also after a new opening, and other versions are other secrets', async () => {
    const bench = secretsBench();
    const first = bench.open();
    for (const [version, secret] of ['', 'x', 'Jörg 🚚', 'y'.repeat(secretLengthMax)].entries()) {
      await first.secrets.put({ ...place, version }, secret);
      await first.secrets.put({ ...place, version }, secret);
      expect(await first.secrets.get({ ...place, version })).toBe(secret);
    }
    first.close();
    const second = bench.open();
    expect(await second.secrets.get({ ...place, version: 2 })).toBe('Jörg 🚚');
    expect(await second.secrets.get({ ...place, version: 9 })).toBeUndefined();
    expect(await second.secrets.get({ ...place, tenant: 'other' })).toBeUndefined();
    await second.secrets.remove('acme', 'connection.1');
    expect(await second.secrets.get({ ...place, version: 2 })).toBeUndefined();
  });

  it('keeps a secret from one that would take its place, and takes none too long', async () => {
    const { secrets } = secretsBench().open();
    await secrets.put(place, 'first');
    await expect(secrets.put(place, 'second')).rejects.toThrow(SecretPlaceTaken);
    expect(await secrets.get(place)).toBe('first');
    await expect(secrets.put(place, 'x'.repeat(secretLengthMax + 1))).rejects.toThrow();
    await expect(secrets.put({ ...place, version: 0.5 }, 'x')).rejects.toThrow();
  });

  it('puts many at once, all or none, and removes many', async () => {
    const { secrets } = secretsBench().open();
    const many = [1, 2, 3].map((version) => ({
      place: { ...place, version },
      secret: `s${version}`,
    }));
    await secrets.putAll(many);
    await secrets.putAll(many);
    expect(await secrets.get({ ...place, version: 3 })).toBe('s3');
    const [fresh, taken] = [4, 3].map((version) => ({ ...place, version })) as [
      SecretPlace,
      SecretPlace,
    ];
    const clash = secrets.putAll([fresh, taken].map((one) => ({ place: one, secret: 'other' })));
    await expect(clash).rejects.toThrow(SecretPlaceTaken);
    expect(await secrets.get(fresh)).toBeUndefined();
    await secrets.put({ ...place, owner: 'connection.2' }, 'x');
    await secrets.removeAll('acme', ['connection.1', 'connection.2']);
    expect(await secrets.get(taken)).toBeUndefined();
    expect(await secrets.get({ ...place, owner: 'connection.2' })).toBeUndefined();
  });

  it('has no plain text in the file or its log', async () => {
    const bench = secretsBench();
    const { secrets, sealers } = bench.open();
    await secrets.put(place, canary);
    const sealed = (await sealers.of('acme')).seal(canary, context);
    const key = await sealers.keyFor('acme');
    const bytes = bench.bytes();
    expect(existsSync(`${bench.path}-wal`)).toBe(true);
    expect(bytes.includes('connection.1')).toBe(true);
    for (const secret of [canary, Buffer.from(key), readFileSync(bench.keyFile)]) {
      expect(bytes.includes(secret)).toBe(false);
    }
    expect(sealed).not.toContain('canary');
  });

  it('is readable by its owner alone, with all that lies beside it', async () => {
    const bench = secretsBench();
    bench.open().close();
    chmodSync(bench.path, 0o644);
    const { secrets } = bench.open();
    await secrets.put(place, 'x');
    for (const file of [bench.path, `${bench.path}-wal`, `${bench.path}-shm`, bench.keyFile]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });

  it.each([
    ['tenant', "UPDATE secrets SET tenant = 'other' WHERE tenant = 'acme' AND version = 1"],
    ['owner', "UPDATE secrets SET owner = 'connection.2' WHERE tenant = 'acme' AND version = 1"],
    ['version', "UPDATE secrets SET version = 7 WHERE tenant = 'acme' AND version = 1"],
  ])('does not open a secret that was moved to another %s', async (field, sql) => {
    const bench = secretsBench();
    const { secrets } = bench.open();
    await secrets.put(place, canary);
    await secrets.put({ ...place, tenant: 'other', owner: 'connection.9' }, 'own');
    bench.sql(sql);
    const moved = { tenant: 'other', owner: 'connection.2', version: 7 }[field];
    const error = await secrets.get({ ...place, [field]: moved }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SecretUnreadable);
    expect(JSON.stringify(error)).not.toContain(canary);
    expect(await secrets.get(place)).toBeUndefined();
  });

  it('throws on every altered byte of a secret and of a data key', async () => {
    const bench = secretsBench();
    const { secrets } = bench.open();
    await secrets.put(place, 'abc');
    for (const [table, column] of [
      ['secrets', 'sealed'],
      ['data_keys', 'wrapped'],
    ]) {
      const good = bench.sql(`SELECT ${column} AS it FROM ${table}`)[0]?.['it'] as Uint8Array;
      for (let at = 0; at < good.length; at += 1) {
        const altered = Uint8Array.from(good, (byte, i) => (i === at ? byte ^ 1 : byte));
        bench.sql(`UPDATE ${table} SET ${column} = ?`, altered);
        const fresh = SqliteSecrets.open({ path: bench.path, masterKey: { file: bench.keyFile } });
        await expect(fresh.secrets.get(place)).rejects.toThrow(SecretUnreadable);
        fresh.close();
      }
      bench.sql(`UPDATE ${table} SET ${column} = ?`, good);
    }
    expect(await secrets.get(place)).toBe('abc');
  });

  it('does not open the key of one tenant as that of another', async () => {
    const bench = secretsBench();
    const { sealers } = bench.open();
    const sealed = (await sealers.of('acme')).seal('ada', context);
    await sealers.of('other');
    const row = bench.sql("SELECT key_id, wrapped FROM data_keys WHERE tenant = 'acme'")[0];
    const { key_id: id, wrapped } = row as { key_id: string; wrapped: Uint8Array };
    bench.sql("UPDATE data_keys SET key_id = ?, wrapped = ? WHERE tenant = 'other'", id, wrapped);
    const { sealers: again } = bench.open();
    expect((await again.of('acme')).open(sealed, context)).toBe('ada');
    await expect(again.of('other')).rejects.toThrow(SecretUnreadable);
  });

  it('seals events, each bound to its place and tenant', async () => {
    const bench = secretsBench();
    const { sealers } = bench.open();
    const sealer = await sealers.of('acme');
    const codec = { sealer, upcasters: {} };
    const event = { type: 'PairAdded', data: { pair: '1' }, sealed: { address: canary } };
    const id = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
    const encoded = encodeEvent(event, { stream, id }, codec);
    expect(JSON.stringify(encoded)).not.toContain(canary);
    const recorded = {
      ...encoded,
      stream,
      revision: 0,
      position: 1n,
      recordedAtMs: 0,
      metadata: {},
    };
    expect(decodeEvent(recorded, codec)).toEqual(event);
    const stranger = { sealer: await sealers.of('other'), upcasters: {} };
    for (const moved of [
      () => decodeEvent({ ...recorded, stream: 'pair-acme.2' }, codec),
      () => decodeEvent({ ...recorded, id: id.replace('6', '7') }, codec),
      () => decodeEvent(recorded, stranger),
    ]) {
      expect(moved).toThrow(SealBroken);
    }
    const sealed = sealer.seal('ada', context);
    const [form, key, box = ''] = sealed.split('.');
    const bytes = Buffer.from(box, 'base64url');
    bytes.forEach((byte, at) => {
      const altered = Buffer.from(bytes);
      altered[at] = byte ^ 1;
      expect(() => sealer.open(`${form}.${key}.${altered.toString('base64url')}`, context)).toThrow(
        SealBroken,
      );
    });
    for (const text of [
      '',
      '1.abc',
      '2.',
      `2.${key}`,
      `2.${key}.`,
      `${sealed}.x`,
      `3${sealed.slice(1)}`,
    ]) {
      expect(() => sealer.open(text, context)).toThrow(SealBroken);
    }
  });

  it('a sealed event does not pass for a secret, nor a secret for a sealed event', async () => {
    const bench = secretsBench();
    const { secrets, sealers } = bench.open();
    const sealer = await sealers.of('acme');
    const asSecret = JSON.stringify(['acme', 'connection.1', 1]);
    const box = Buffer.from(sealer.seal('x', asSecret).split('.')[2] ?? '', 'base64url');
    await secrets.put(place, 'y');
    bench.sql('UPDATE secrets SET sealed = ?', box);
    await expect(secrets.get(place)).rejects.toThrow(SecretUnreadable);
  });

  it('the bare key seals and opens as the sealer does, in a thread of its own', async () => {
    const { sealers } = secretsBench().open();
    const here = await sealers.of('acme');
    const there = sealerOfKey(await sealers.keyFor('acme'));
    expect(there.open(here.seal('ada', context), context)).toBe('ada');
    expect(here.open(there.seal('ada', context), context)).toBe('ada');
  });

  it('destroys a tenant for good: no secret, no seal, no byte of its key', async () => {
    const bench = secretsBench();
    const opened = bench.open();
    const { secrets, sealers } = opened;
    await secrets.put(place, canary);
    await secrets.put({ ...place, tenant: 'other' }, 'stays');
    const sealer = await sealers.of('acme');
    const sealed = sealer.seal('ada', context);
    const wrapped = bench.sql("SELECT wrapped FROM data_keys WHERE tenant = 'acme'")[0];
    const key = Buffer.from(wrapped?.['wrapped'] as Uint8Array);
    expect(bench.bytes().includes(key)).toBe(true);
    await sealers.destroy('acme');
    await sealers.destroy('acme');
    expect(bench.bytes().includes(key)).toBe(false);
    opened.close();
    expect(bench.bytes().includes(key)).toBe(false);

    const again = bench.open();
    for (const erased of [sealer, await again.sealers.of('acme')]) {
      expect(erased.open(sealed, context)).toBeUndefined();
      expect(() => erased.seal('x', context)).toThrow(TenantErased);
    }
    expect(await again.secrets.get(place)).toBeUndefined();
    await expect(again.secrets.put(place, 'x')).rejects.toThrow(TenantErased);
    await expect(again.sealers.keyFor('acme')).rejects.toThrow(TenantErased);
    expect(await again.secrets.get({ ...place, tenant: 'other' })).toBe('stays');
    await again.sealers.destroy('never-seen');
    await expect(again.sealers.keyFor('never-seen')).rejects.toThrow(TenantErased);
  });

  it('leaves no byte of a destroyed key in a file of many, wherever its pages were rebuilt', async () => {
    const bench = secretsBench();
    const { sealers } = bench.open();
    for (let at = 0; at < 300; at += 1) await sealers.of(`${(at * 7919) % 300}`);
    const rows = bench.sql('SELECT tenant, wrapped FROM data_keys').filter((_, at) => at % 5 === 0);
    for (const { tenant } of rows) await sealers.destroy(String(tenant));
    const bytes = bench.bytes();
    const left = rows.filter(({ wrapped }) => bytes.includes(Buffer.from(wrapped as Uint8Array)));
    expect([rows.length, left.length]).toEqual([60, 0]);
  });

  it('a sealer that was handed out just as its key was made ends with the key', async () => {
    const { sealers } = secretsBench().open();
    const made = await sealers.of('acme');
    const sealed = made.seal('ada', context);
    await sealers.destroy('acme');
    expect(made.open(sealed, context)).toBeUndefined();
  });
});

describe('the master key', () => {
  it('of another id is refused by name, before anything is written', async () => {
    const bench = secretsBench();
    const first = bench.open(value());
    await first.secrets.put(place, canary);
    first.close();
    const before = readFileSync(bench.path);
    expect(() => bench.open(value())).toThrow(MasterKeyWrong);
    const made = bench.keyFile;
    expect(() => bench.open({ file: made })).toThrow(KeyFileRefused);
    expect(existsSync(made)).toBe(false);
    expect(readFileSync(bench.path).equals(before)).toBe(true);
  });

  it('whose file was lost is not made anew', async () => {
    const bench = secretsBench();
    const first = bench.open();
    await first.sealers.of('acme');
    first.close();
    const key = readFileSync(bench.keyFile);
    rmSync(bench.keyFile);
    expect(() => bench.open()).toThrow(/backup/);
    writeFileSync(bench.keyFile, key, { mode: 0o600 });
    bench.open().close();
    chmodSync(bench.keyFile, 0o640);
    expect(() => bench.open()).toThrow(/chmod 600/);
  });

  it.each([
    '',
    'short',
    'not base64 at all!',
    randomBytes(31).toString('base64'),
    `${randomBytes(32).toString('base64')}AA`,
  ])('is not %j, and the refusal does not repeat it', (text) => {
    const bench = secretsBench();
    try {
      bench.open({ value: text });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(MasterKeyRefused);
      if (text !== '') expect((error as Error).message).not.toContain(text);
    }
  });

  it('a file that is something else is refused and left as it is', () => {
    const bench = secretsBench();
    writeFileSync(bench.path, 'x'.repeat(5000));
    expect(() => bench.open()).toThrow(SecretsFileRefused);
    expect(readFileSync(bench.path, 'utf8')).toBe('x'.repeat(5000));
    const other = secretsBench();
    other.sql('CREATE TABLE t (x)');
    expect(() => other.open()).toThrow(SecretsFileRefused);
    const later = secretsBench();
    later.open().close();
    later.sql('PRAGMA user_version = 99');
    expect(() => later.open()).toThrow(/newer version/);
  });
});
