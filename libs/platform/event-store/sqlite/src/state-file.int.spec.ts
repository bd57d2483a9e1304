import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '@mailhaul/application';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StateDamaged, StateInUse, StateMissing, StateTooNew } from './errors.ts';
import { openState } from './open-state.ts';
import { pageBytes, schemaVersion } from './schema.ts';
import { type TemporaryFolder, temporaryFolder } from './spec-support/temporary-folder.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';

const stream = 'file-a.1';
const marker = 'a-text-to-be-found-in-the-file';

function someEvents(count: number) {
  return Array.from({ length: count }, (_, n) => ({
    id: uuid4(systemRandom),
    type: 'Written',
    data: { n, marker, pad: 'x'.repeat(500) },
  }));
}

describe('the state file', () => {
  let folder: TemporaryFolder;
  let path: string;
  const open = () => SqliteEventStore.open({ path, clock: systemClock });
  const openReadOnly = () => SqliteEventStore.openReadOnly({ path, clock: systemClock });
  const readAll = async (store: SqliteEventStore) => {
    let count = 0;
    for await (const event of store.readStream(stream)) count = event.revision + 1;
    return count;
  };
  const make = async (count: number) => {
    const store = await open();
    await store.append(stream, someEvents(count), 'no-stream');
    await store.close();
  };

  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder.path, 'log.db');
  });
  afterEach(() => {
    folder.remove();
  });

  it('is one file of its owner alone after a close', async () => {
    await make(10);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('is written through to the disk at every commit', () => {
    const { db, release } = openState({ path, isReadOnly: false });
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    db.close();
    release();
  });

  it('is refused to a second opener, and free after a close', async () => {
    const store = await open();
    await expect(open()).rejects.toThrow(StateInUse);
    await store.append(stream, someEvents(1), 'no-stream');
    await store.close();
    await (await open()).close();
  });

  it('of a newer version is refused unchanged', async () => {
    await make(1);
    setPragma(`user_version = ${schemaVersion + 1}`);
    const before = readFileSync(path);
    await expect(open()).rejects.toThrow(StateTooNew);
    await expect(openReadOnly()).rejects.toThrow(StateTooNew);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('of another program is refused', async () => {
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE mine (a)');
    other.close();
    await expect(open()).rejects.toThrow(StateDamaged);
  });

  it('that is no database is refused with the way out', async () => {
    writeFileSync(path, 'this is a letter to my aunt\n'.repeat(1000));
    const refusal = await open().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StateDamaged);
    expect(refusal).toBeInstanceOf(StoreUnavailable);
    expect(String(refusal)).toMatch(/backup.*recover/);
    expect(statSync(path).size).toBe(28_000);
  });

  it('that was cut short is refused', async () => {
    await make(500);
    truncateSync(path, Math.trunc(statSync(path).size / 2));
    await expect(open()).rejects.toThrow(StateDamaged);
  });

  it('with a page overwritten is refused', async () => {
    await make(500);
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 10 * pageBytes, 11 * pageBytes);
    writeFileSync(path, bytes);
    await expect(open()).rejects.toThrow(StateDamaged);
  });

  it('with one bit flipped inside an event does not pass it on', async () => {
    await make(200);
    const bytes = readFileSync(path);
    const place = bytes.lastIndexOf(marker);
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const store = await open();
    await expect(readAll(store)).rejects.toThrow(StateDamaged);
    await store.close();
  });

  it('whose creation was cut short is made anew', async () => {
    writeFileSync(path, '');
    await make(3);
    const store = await open();
    expect(await readAll(store)).toBe(3);
    await store.close();
  });

  it('is read while it is written, and a reader refuses to write', async () => {
    await expect(openReadOnly()).rejects.toThrow(StateMissing);
    const writer = await open();
    await writer.append(stream, someEvents(5), 'no-stream');
    const reader = await openReadOnly();
    expect(reader.holdsLock).toBe(false);
    expect(await readAll(reader)).toBe(5);
    await expect(reader.append(stream, someEvents(1), 4)).rejects.toThrow(StoreUnavailable);
    const stop = new AbortController();
    let followed = 0;
    for await (const message of reader.subscribeToAll({ signal: stop.signal })) {
      if (message.kind === 'caught-up' && followed === 5)
        await writer.append(stream, someEvents(2), 4);
      if (message.kind === 'event') followed += 1;
      if (followed === 7) stop.abort();
    }
    await reader.close();
    await writer.close();
  });

  it('costs little more than its data', async () => {
    const store = await open();
    const count = 20_000;
    const appends: Promise<unknown>[] = [];
    for (let n = 0; n < count; n += 2) {
      const events = someEvents(2).map((event) => ({ ...event, data: { pad: 'x'.repeat(990) } }));
      const next = Math.trunc(n / 20) * 2;
      appends.push(store.append(`file-a.${n % 20}`, events, next === 0 ? 'no-stream' : next - 1));
    }
    await Promise.all(appends);
    await store.close();
    expect(statSync(path).size / count - 1000).toBeLessThan(120);
  });

  it('is not made where the folder is missing', async () => {
    rmSync(folder.path, { recursive: true });
    await expect(open()).rejects.toThrow(StoreUnavailable);
  });

  function setPragma(assignment: string): void {
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA ${assignment}`);
    db.close();
  }
});
