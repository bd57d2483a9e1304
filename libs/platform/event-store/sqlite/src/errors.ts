import { StoreUnavailable } from '@mailhaul/application';

/** Another process works with this state now; it ends by itself when that process does. */
export class StateInUse extends Error {
  override readonly name = 'StateInUse';
  constructor(path: string) {
    super(`another process is working with the state ${path}: wait for it, or stop it`);
  }
}

/** A newer version of this program wrote the state; nothing was changed. */
export class StateTooNew extends Error {
  override readonly name = 'StateTooNew';
  constructor(path: string) {
    super(`the state ${path} was written by a newer version: run that version, or one after it`);
  }
}

/** There is nothing at that path to read. */
export class StateMissing extends Error {
  override readonly name = 'StateMissing';
  constructor(path: string) {
    super(`there is no state at ${path}`);
  }
}

/** The file cannot be trusted. Nothing is repaired in silence: a lost ledger could mean a second copy of mail. */
export class StateDamaged extends StoreUnavailable {
  readonly path: string;
  constructor(path: string, detail: string) {
    super(
      `the state ${path} is damaged (${detail}): put a backup of the file in its place, or save what is readable ` +
        `with "sqlite3 ${path} .recover" and start with a new state, which matches the target against the source first`,
    );
    this.path = path;
  }
}
