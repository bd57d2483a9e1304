import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '@mailhaul/application';

/** 'MHSC': marks a file as secrets of this program (SQLite's application_id). */
const applicationId = 0x4d485343;
/** Kept in PRAGMA user_version; a file with a larger one is refused. */
const schemaVersion = 1;
/** How long a statement waits for another process, milliseconds. */
const busyWaitMs = 5000;

/** A destroyed data key keeps its row without `wrapped`: its tenant gets no second one. */
const schemaSql = `
  CREATE TABLE data_keys (
    tenant TEXT NOT NULL PRIMARY KEY, key_id TEXT NOT NULL, master_id TEXT, wrapped BLOB
  ) WITHOUT ROWID;
  CREATE TABLE secrets (
    tenant TEXT NOT NULL, owner TEXT NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL,
    PRIMARY KEY (tenant, owner, version)
  ) WITHOUT ROWID;
  CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY, operator TEXT NOT NULL, csrf TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX sessions_by_operator ON sessions (operator, created_at_ms);
  CREATE INDEX sessions_by_end ON sessions (expires_at_ms);
`;

/** The file is no file of secrets, is of a newer version, or cannot be opened; nothing was changed. */
export class SecretsFileRefused extends Error {
  override readonly name = 'SecretsFileRefused';
}

/** Opens the file or makes it, readable by its owner alone. Writes nothing yet. @throws {SecretsFileRefused} */
export function openSecretsFile(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    closeSync(openSync(path, 'a', 0o600));
    if (process.platform !== 'win32') chmodSync(path, 0o600);
    db = new DatabaseSync(path, { timeout: busyWaitMs });
    checkFile(db, path);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof SecretsFileRefused) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SecretsFileRefused(`the secrets ${path} cannot be opened: ${reason}`, {
      cause: error,
    });
  }
}

/** Ids of the master keys that the data keys in it are encrypted with. */
export function masterIdsIn(db: DatabaseSync): readonly string[] {
  if (isNew(db)) return [];
  const sql = 'SELECT DISTINCT master_id AS id FROM data_keys WHERE wrapped IS NOT NULL';
  return db
    .prepare(sql)
    .all()
    .map(({ id }) => String(id));
}

/** From here on it is written: tables where there are none, durable commits, and a log without what was removed. */
export function readyForWriting(db: DatabaseSync): void {
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  inTransaction(db, () => {
    if (!isNew(db)) return;
    db.exec(
      `${schemaSql} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`,
    );
  });
  // Where another process reads just now, a later opening does it.
  isLogEmptied(db);
}

/**
 * After a transaction that removed something: the file has none of it any more (secure_delete), now its log has not, either.
 * After a kill the next opening does it. @throws while another process reads.
 */
export function eraseNow(db: DatabaseSync): void {
  if (isLogEmptied(db)) return;
  throw new Error('what was destroyed is not erased from the file yet: another process reads it');
}

function isLogEmptied(db: DatabaseSync): boolean {
  return db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
}

/** Whole or not at all, and alone: no other process writes meanwhile. @throws {StoreUnavailable} the disk is full. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite rolls back by itself after some errors, a full disk among them.
    if (db.isTransaction) db.exec('ROLLBACK');
    if (isOfFullDisk(error)) {
      throw new StoreUnavailable(`the secrets cannot be written: ${error.message}`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** SQLite's primary result code SQLITE_FULL: https://www.sqlite.org/rescode.html */
const sqliteFull = 13;

function isOfFullDisk(error: unknown): error is Error {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  return typeof error.errcode === 'number' && (error.errcode & 0xff) === sqliteFull;
}

function checkFile(db: DatabaseSync, path: string): void {
  if (isNew(db)) return;
  if (pragma(db, 'application_id') !== applicationId) {
    throw new SecretsFileRefused(`${path} is no file of secrets of this program`);
  }
  if (pragma(db, 'user_version') > schemaVersion) {
    throw new SecretsFileRefused(
      `the secrets ${path} were written by a newer version: run that version, or one after it`,
    );
  }
  const verdict = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
  if (verdict !== 'ok') {
    throw new SecretsFileRefused(
      `the secrets ${path} are damaged (${String(verdict)}): put a backup of the file in its place`,
    );
  }
}

/** Also true of a file whose making was cut short: the tables come whole or not at all. */
function isNew(db: DatabaseSync): boolean {
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
  return tables === 0 && pragma(db, 'user_version') === 0;
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
