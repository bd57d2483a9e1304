/** 'MHEV': marks a file as an event log of this program (SQLite's application_id). */
export const applicationId = 0x4d484556;

/** Kept in PRAGMA user_version; a file with a larger one is refused. */
export const schemaVersion = 1;

/** Rows of about 1 kB leave little of a page this size unused, and a commit still writes few bytes. */
export const pageBytes = 16384;

/**
 * Names are kept once and events point at them. `checksum` is the CRC-32 of id, data and metadata. Ids have no index:
 * a repeat is recognised by the ids that stand where it would be written (as EventStoreDB does).
 */
export const schemaSql = `
  CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    type INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    id BLOB NOT NULL,
    metadata TEXT,
    data TEXT NOT NULL
  );
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
`;
