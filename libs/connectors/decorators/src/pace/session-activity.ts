/** One operation that was let go: sent and not yet finished. */
export interface PacedOperation {
  readonly sentMs: number;
  /** Answers that are awaited now; an iterable between two elements awaits none. */
  awaitedCount: number;
}

/** What one session (or one opening) has under way at the server. */
export class SessionActivity {
  /** In order of sending: the server works on the first. */
  readonly #operations = new Set<PacedOperation>();

  get isBusy(): boolean {
    return this.#operations.size > 0;
  }

  /** It is the server's turn, not the reader's: what lies behind an iterable that nobody reads does not move. */
  get isAwaited(): boolean {
    const first = this.#operations.values().next();
    return first.done !== true && first.value.awaitedCount > 0;
  }

  add(operation: PacedOperation): void {
    this.#operations.add(operation);
  }

  remove(operation: PacedOperation): void {
    this.#operations.delete(operation);
  }
}
