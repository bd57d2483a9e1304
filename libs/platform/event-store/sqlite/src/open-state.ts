import { closeSync, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Refusal, failureOf } from './refusal.ts';
import type { WorkerSettings } from './messages.ts';
import { applicationId, pageBytes, schemaSql, schemaVersion } from './schema.ts';

/** Larger files are trusted at the start and checked event by event as they are read. */
export const checkedAtOpenBytesMax = 64 * 1024 * 1024;

/** How long a statement waits for another process that reads, milliseconds. */
export const busyWaitMs = 5000;

/** The write-ahead log is folded into the file whenever it has grown by this many pages (4 MiB). */
export const checkpointPages = 256;

export interface OpenState {
  readonly db: DatabaseSync;
  /** Gives the lock back; the kernel does it where the process dies. */
  readonly release: () => void;
}

/** @throws {Refusal} in use, too new, missing, damaged, or not possible at all. */
export function openState(settings: WorkerSettings): OpenState {
  const lock = settings.isReadOnly ? undefined : takeLock(`${settings.path}.lock`);
  try {
    const db = settings.isReadOnly ? openForReading(settings.path) : openForWriting(settings);
    return { db, release: () => lock?.close() };
  } catch (error) {
    lock?.close();
    throw error instanceof Refusal ? error : new Refusal(failureOf(error));
  }
}

/** A file that only one process can hold (SQLite's own file locks): it ends with the process, however that ends. */
function takeLock(path: string): DatabaseSync {
  const lock = new DatabaseSync(createPrivate(path), { timeout: 0 });
  try {
    // Nothing is ever written to it: no journal, no fsync.
    lock.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    const failure = failureOf(error);
    throw new Refusal(failure.detail.includes('locked') ? { ...failure, kind: 'in-use' } : failure);
  }
}

/** Readable by its owner only; the files that SQLite keeps beside it follow. */
function createPrivate(path: string): string {
  closeSync(openSync(path, 'a', 0o600));
  return path;
}

function openForWriting(settings: WorkerSettings): DatabaseSync {
  const db = new DatabaseSync(createPrivate(settings.path), { timeout: busyWaitMs });
  try {
    if (isEmpty(db)) {
      db.exec(
        `PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL`,
      );
      createSchema(db);
    } else {
      checkState(db, settings.path);
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    }
    db.exec(`PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    if (settings.pageCountMax !== undefined)
      db.exec(`PRAGMA max_page_count = ${settings.pageCountMax}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function openForReading(path: string): DatabaseSync {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    throw new Refusal({ kind: 'missing', detail: '' });
  }
  const db = new DatabaseSync(path, { timeout: busyWaitMs, readOnly: true });
  try {
    if (isEmpty(db)) throw new Refusal({ kind: 'missing', detail: '' });
    checkState(db, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Also true of a file whose creation was cut short: the schema comes whole or not at all. */
function isEmpty(db: DatabaseSync): boolean {
  const tables = pragma(db, 'SELECT count(*) FROM sqlite_schema');
  return tables === 0 && pragma(db, 'PRAGMA user_version') === 0;
}

function createSchema(db: DatabaseSync): void {
  db.exec(`BEGIN IMMEDIATE; ${schemaSql}
    PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}; COMMIT`);
}

function checkState(db: DatabaseSync, path: string): void {
  if (pragma(db, 'PRAGMA application_id') !== applicationId) {
    throw new Refusal({ kind: 'damaged', detail: 'it is not a state of this program' });
  }
  if (Number(pragma(db, 'PRAGMA user_version')) > schemaVersion) {
    throw new Refusal({ kind: 'too-new', detail: '' });
  }
  if (statSync(path).size > checkedAtOpenBytesMax) return;
  const verdict = pragma(db, 'PRAGMA quick_check(1)');
  if (verdict !== 'ok') throw new Refusal({ kind: 'damaged', detail: String(verdict) });
}

function pragma(db: DatabaseSync, sql: string): unknown {
  return Object.values(db.prepare(sql).get() ?? {})[0];
}
