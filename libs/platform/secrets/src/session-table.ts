import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type Session, SessionStore } from '@mailhaul/application';
import { promised } from './promised.ts';
import { inTransaction } from './secrets-file.ts';

/** Of one operator, on all devices; one more drops the oldest. */
export const sessionsPerOperatorMax = 20;

export class SessionTable extends SessionStore {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    super();
    this.#db = db;
  }

  override put(session: Session): Promise<void> {
    const { id, operatorId, csrf, createdAtMs, expiresAtMs } = session;
    return promised(() => {
      inTransaction(this.#db, () => {
        this.#db
          .prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?)')
          .run(id, operatorId, csrf, createdAtMs, expiresAtMs);
        // Never the one that has just been made.
        const oldest = `DELETE FROM sessions WHERE operator = ?1 AND id IN (
          SELECT id FROM sessions WHERE operator = ?1 AND id <> ?2
          ORDER BY created_at_ms DESC, id LIMIT -1 OFFSET ?3)`;
        this.#db.prepare(oldest).run(operatorId, id, sessionsPerOperatorMax - 1);
      });
    });
  }

  /** Also one that is past its end: who asks has the clock. */
  override get(id: string): Promise<Session | undefined> {
    return promised(() => {
      const row = this.#db.prepare('SELECT * FROM sessions WHERE id = ?').get(id);
      return row === undefined ? undefined : sessionOf(row);
    });
  }

  override remove(id: string): Promise<void> {
    return this.#delete('id = ?', id);
  }

  override removeOf(operatorId: string): Promise<void> {
    return this.#delete('operator = ?', operatorId);
  }

  override removeExpired(nowMs: number): Promise<void> {
    return this.#delete('expires_at_ms <= ?', nowMs);
  }

  #delete(condition: string, value: string | number): Promise<void> {
    return promised(() => {
      this.#db.prepare(`DELETE FROM sessions WHERE ${condition}`).run(value);
    });
  }
}

function sessionOf(row: Record<string, SQLOutputValue>): Session {
  return {
    id: String(row['id']),
    operatorId: String(row['operator']),
    csrf: String(row['csrf']),
    createdAtMs: Number(row['created_at_ms']),
    expiresAtMs: Number(row['expires_at_ms']),
  };
}
