import { type StoredFolder, firstIndexFromUid } from '../store/stored-folder.ts';
import type { StoredMessage } from '../store/stored-message.ts';

/** A selected folder as one session has been told of it: sequence numbers count in `view`. */
export class Selection {
  readonly folder: StoredFolder;
  readonly isReadOnly: boolean;
  readonly uidValidity: number;
  /** Messages from this uid on are `\Recent` here. */
  readonly recentFromUid: number;
  view: StoredMessage[];
  #seenExpunges: number;
  #seenFlagChanges: number;
  #seenModseq: number;
  #nextUid: number;

  constructor(
    folder: StoredFolder,
    isReadOnly: boolean,
    seen: readonly StoredMessage[] = folder.messages,
  ) {
    this.folder = folder;
    this.isReadOnly = isReadOnly;
    this.uidValidity = folder.uidValidity;
    this.recentFromUid = folder.recentFromUid;
    if (!isReadOnly) folder.recentFromUid = folder.uidNext;
    this.view = seen.slice();
    this.#seenExpunges = folder.expungeCount;
    this.#seenFlagChanges = folder.flagChangeCount;
    this.#seenModseq = folder.highestModseq;
    this.#nextUid = folder.uidNext;
  }

  get isStale(): boolean {
    return this.folder.uidValidity !== this.uidValidity;
  }

  /** Own flag changes that were told already need no telling. */
  markFlagsSeen(): void {
    this.#seenFlagChanges = this.folder.flagChangeCount;
    this.#seenModseq = this.folder.highestModseq;
  }

  /** Tells what changed since the last call (RFC 3501 §7.3–7.4); expunges only where the command allows them. */
  update(mayExpunge: boolean, tell: SelectionListener): void {
    const { folder } = this;
    if (mayExpunge && folder.expungeCount !== this.#seenExpunges) {
      this.#seenExpunges = folder.expungeCount;
      for (let i = this.view.length - 1; i >= 0; i -= 1) {
        const message = this.view[i];
        if (message?.isExpunged === true) tell.onExpunge(i + 1, message.uid);
      }
      this.view = this.view.filter((message) => !message.isExpunged);
    }
    if (folder.flagChangeCount !== this.#seenFlagChanges) {
      const since = this.#seenModseq;
      this.markFlagsSeen();
      for (const [i, message] of this.view.entries()) {
        if (message.modseq > since && !message.isExpunged) tell.onFlags(i + 1, message);
      }
    }
    if (folder.uidNext !== this.#nextUid) {
      const from = firstIndexFromUid(folder.messages, this.#nextUid);
      for (let i = from; i < folder.messages.length; i += 1) {
        const message = folder.messages[i];
        if (message !== undefined) this.view.push(message);
      }
      this.#nextUid = folder.uidNext;
      this.#seenModseq = Math.max(this.#seenModseq, folder.highestModseq);
      tell.onExists(this.view.length);
    }
  }
}

export interface SelectionListener {
  onExpunge(sequence: number, uid: number): void;
  onFlags(sequence: number, message: StoredMessage): void;
  onExists(count: number): void;
}
