import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What a state folder tells of the writes so far, where the program keeps one that can be read. */
export interface StatePeek {
  readonly intents: number;
  readonly settles: number;
}

/** Counts intents and settles in a state folder, on a copy: opening the original would tidy up after the dead process. */
export function peekLedger(stateDir: string): StatePeek | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'mh-peek-'));
  try {
    cpSync(stateDir, dir, { recursive: true });
    const file = readdirSync(dir, { recursive: true, encoding: 'utf8' }).find((name) =>
      /\.(sqlite|sqlite3|db)$/.test(name),
    );
    if (file === undefined) return undefined;
    const database = new DatabaseSync(join(dir, file));
    try {
      const count = database.prepare(
        'SELECT count(*) AS n FROM events JOIN types ON types.id = events.type WHERE types.name = ?',
      );
      const of = (type: string) => Number(count.get(type)?.['n'] ?? 0);
      return { intents: of('ItemsIntended'), settles: of('ItemsSettled') };
    } finally {
      database.close();
    }
  } catch {
    // A file vanished or the schema is not there yet: nothing can be told.
    return undefined;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
