/** What became of one thing in a folder since a time. */
export type Change =
  | { readonly kind: 'create' | 'update' | 'readFlag'; readonly id: string; readonly at: number }
  | { readonly kind: 'delete'; readonly id: string; readonly at: number };

interface Trace {
  readonly createdAt: number;
  changedAt: number;
  readAt: number;
}

/** The changes of a folder's items, or of a mailbox's folders, numbered by the mailbox. */
export class ChangeLog {
  readonly #present = new Map<string, Trace>();
  readonly #gone = new Map<string, { readonly createdAt: number; readonly at: number }>();

  created(id: string, at: number): void {
    this.#gone.delete(id);
    this.#present.set(id, { createdAt: at, changedAt: 0, readAt: 0 });
  }

  changed(id: string, at: number): void {
    const trace = this.#present.get(id);
    if (trace !== undefined) trace.changedAt = at;
  }

  read(id: string, at: number): void {
    const trace = this.#present.get(id);
    if (trace !== undefined) trace.readAt = at;
  }

  removed(id: string, at: number): void {
    const trace = this.#present.get(id);
    if (trace === undefined) return;
    this.#present.delete(id);
    this.#gone.set(id, { createdAt: trace.createdAt, at });
  }

  /** What was there at `since` and what came later, told once each, in the order in which it happened. */
  after(since: number): Change[] {
    const changes: Change[] = [];
    for (const [id, { createdAt, changedAt, readAt }] of this.#present) {
      if (createdAt > since) changes.push({ kind: 'create', id, at: createdAt });
      // A page may have ended between the two: then the update comes as well.
      if (changedAt > since && createdAt <= since) {
        changes.push({ kind: 'update', id, at: changedAt });
      } else if (readAt > since && createdAt <= since) {
        changes.push({ kind: 'readFlag', id, at: readAt });
      }
    }
    for (const [id, { createdAt, at }] of this.#gone) {
      if (at > since && createdAt <= since) changes.push({ kind: 'delete', id, at });
    }
    return changes.toSorted((a, b) => a.at - b.at);
  }
}
