import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Refusal, failureOf } from './failure.ts';
import type { OpenedAs, WorkerSettings } from './messages.ts';
import { applicationId, baseSql, createTables } from './tables.ts';

/** Larger files are trusted at the start; damage met later is noted for the next one. */
export const checkedAtOpenBytesMax = 64 * 1024 * 1024;

/** Of 4 KiB: a change touches a page of each index, so pages are written to the file once for many batches. */
const checkpointPages = 16_000;
const cacheKib = 65_536;

export interface OpenedFile {
  readonly db: DatabaseSync;
  readonly openedAs: OpenedAs;
  /** Where a file that is not ours, or damaged, lies now. */
  readonly movedTo: string | undefined;
  /** Gives the lock back; the kernel does it where the process dies. */
  readonly release: () => void;
}

/**
 * Read models are derived, so that every file can be opened: what cannot be used is moved aside, what was made for other
 * collections is deleted, and an empty store stands in its place.
 * @throws {Refusal} in use, or not possible at all.
 */
export function openFile(settings: WorkerSettings): OpenedFile {
  const { path } = settings;
  if (path === ':memory:') {
    return { db: create(settings), openedAs: 'new', movedTo: undefined, release: () => undefined };
  }
  const lock = takeLock(`${path}.lock`);
  try {
    const found = findOut(settings);
    const movedTo = found === 'moved-aside' ? moveAside(settings) : undefined;
    if (found === 'layout-changed' || found === 'new') remove(path);
    const db = found === 'kept' ? connect(path) : create(settings);
    return {
      db,
      openedAs: found,
      movedTo,
      release: () => {
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error instanceof Refusal ? error : new Refusal(failureOf(error));
  }
}

/** The next opening moves the file aside. */
export function noteDamage(path: string): void {
  if (path !== ':memory:') createPrivate(damageNote(path));
}

/** A file that only one process can hold (SQLite's own file locks): it ends with the process, however that ends. */
function takeLock(path: string): DatabaseSync {
  createPrivate(path);
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    const failure = failureOf(error);
    throw new Refusal(failure.detail.includes('locked') ? { ...failure, kind: 'in-use' } : failure);
  }
}

function findOut({ path, layoutMark }: WorkerSettings): OpenedAs {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return 'new';
  if (existsSync(damageNote(path))) return 'moved-aside';
  let db: DatabaseSync | undefined;
  try {
    // Without settings: a file that is not ours keeps its own.
    db = new DatabaseSync(path);
    if (pragma(db, 'PRAGMA application_id') !== applicationId) {
      // Without tables its creation was cut short.
      return pragma(db, 'SELECT count(*) FROM sqlite_schema') === 0 ? 'new' : 'moved-aside';
    }
    if (size <= checkedAtOpenBytesMax && pragma(db, 'PRAGMA quick_check(1)') !== 'ok') {
      return 'moved-aside';
    }
    return pragma(db, 'SELECT mark FROM layout') === layoutMark ? 'kept' : 'layout-changed';
  } catch (error) {
    if (failureOf(error).kind === 'damaged' || isUnknownTable(error)) return 'moved-aside';
    throw error;
  } finally {
    db?.close();
  }
}

function isUnknownTable(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('no such table');
}

function create(settings: WorkerSettings): DatabaseSync {
  if (settings.path !== ':memory:') createPrivate(settings.path);
  const db = connect(settings.path);
  try {
    db.exec(`BEGIN IMMEDIATE; ${baseSql}`);
    db.prepare('INSERT INTO layout VALUES (?)').run(settings.layoutMark);
    createTables(db, settings.collections, 1);
    db.exec(`PRAGMA application_id = ${applicationId}; COMMIT`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** NORMAL: a power cut may take the last batches with their checkpoint, which are then projected again. */
function connect(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${cacheKib};
      PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Readable by its owner only; the files that SQLite keeps beside it follow. */
function createPrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

function moveAside({ path, asideStamp }: WorkerSettings): string {
  const aside = freeName(`${path}.aside-${asideStamp}`);
  renameSync(path, aside);
  for (const ending of ['-wal', '-shm']) {
    if (existsSync(path + ending)) renameSync(path + ending, aside + ending);
  }
  rmSync(damageNote(path), { force: true });
  return aside;
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let n = 2; existsSync(name); n += 1) name = `${wanted}-${n}`;
  return name;
}

function remove(path: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true });
}

function damageNote(path: string): string {
  return `${path}.damaged`;
}

function pragma(db: DatabaseSync, sql: string): unknown {
  return Object.values(db.prepare(sql).get() ?? {})[0];
}
