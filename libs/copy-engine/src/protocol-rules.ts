/**
 * The rules of copying exactly once (docs/architecture.md) as switches, all on. Production never turns one off;
 * the simulation does, one at a time, to prove that its checkers notice.
 */
export interface ProtocolRules {
  /** ItemsIntended is durable before the first byte goes out. */
  readonly intentBeforeWrite: boolean;
  /** Nothing is adopted that lies below its own fence. */
  readonly adoptOnlyAboveFence: boolean;
  /** Claimed target ids are no candidates. */
  readonly excludeClaimedIds: boolean;
  /** A ledger append that conflicts ends the pass; off: it reads again, folds again and retries. */
  readonly noRefoldOnConflict: boolean;
  /** A target folder is quiet (no write of ours in the air) while it is scanned for a refused or lost batch. */
  readonly quiesceBeforeScan: boolean;
  /** Every ItemsSettled of the folder is acknowledged and folded before it is scanned. */
  readonly awaitSettlesBeforeScan: boolean;
  /** An item is adopted only when the hash of its bytes is equal. */
  readonly adoptOnlyEqualHash: boolean;
  /** Event ids are minted per attempt, and PassOpened is read back; off: two processes may make equal ids. */
  readonly readBackPassOpened: boolean;
  /** The bytes that make the server act wait for the deadline check and the ledger's last event. */
  readonly holdBackCommit: boolean;
  /** They go out on a fresh answer only, for who takes over waits for no older one; off: on any. */
  readonly believeFreshAnswers: boolean;
  /** An intent taken over stays watched after the pass that took it over. */
  readonly watchOutlivesPass: boolean;
  /** The first item to a target goes alone and TargetProfiled is durable before a second is intended. */
  readonly profileTargetFirst: boolean;
  /** Each item has a marker of its own; off: those of one folder share one. */
  readonly markEachItem: boolean;
  /** What was written with markers is found again by them; off: they are not looked at. */
  readonly recoverByMarker: boolean;
  /** What the target may hold in a form that it altered is not written again, also where it kept the first item's bytes. */
  readonly askAboutAltered: boolean;
  /** A pass says that it let go when its last connection is closed; off: with its beginning, and of long ago. */
  readonly letGoWhenClosed: boolean;
}

export const allRules: ProtocolRules = {
  intentBeforeWrite: true,
  adoptOnlyAboveFence: true,
  excludeClaimedIds: true,
  noRefoldOnConflict: true,
  quiesceBeforeScan: true,
  awaitSettlesBeforeScan: true,
  adoptOnlyEqualHash: true,
  readBackPassOpened: true,
  holdBackCommit: true,
  believeFreshAnswers: true,
  watchOutlivesPass: true,
  profileTargetFirst: true,
  markEachItem: true,
  recoverByMarker: true,
  askAboutAltered: true,
  letGoWhenClosed: true,
};
