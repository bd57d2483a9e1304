import {
  type IncomingMessage,
  type StoredMessage,
  hasFlag,
  normalizeFlags,
} from './stored-message.ts';

/** The special uses of RFC 6154 as LIST attributes. */
export type SpecialUseAttribute =
  | '\\All'
  | '\\Archive'
  | '\\Drafts'
  | '\\Flagged'
  | '\\Junk'
  | '\\Sent'
  | '\\Trash'
  | '\\Important';

/** One folder: messages in order of arrival, and the counters by which clients follow it (RFC 3501 §2.3.1, RFC 7162). */
export class StoredFolder {
  path: readonly string[];
  uidValidity: number;
  canHoldMessages = true;
  specialUse: SpecialUseAttribute | undefined;
  readonly messages: StoredMessage[] = [];
  uidNext = 1;
  highestModseq = 1;
  bytes = 0;
  /** Grow with every expunge and flag change: a session compares them with what it saw last. */
  expungeCount = 0;
  flagChangeCount = 0;
  /** Messages from this uid on have not yet been seen by a SELECT: they are recent. */
  recentFromUid = 1;
  /** Called after every change; an idling session listens. */
  readonly listeners = new Set<() => void>();

  constructor(path: readonly string[], uidValidity: number) {
    this.path = path;
    this.uidValidity = uidValidity;
  }

  add(incoming: IncomingMessage): StoredMessage {
    this.highestModseq += 1;
    const message: StoredMessage = {
      uid: this.uidNext,
      body: incoming.body,
      flags: normalizeFlags(incoming.flags),
      internalDate: incoming.internalDate,
      modseq: this.highestModseq,
      isExpunged: false,
    };
    this.uidNext += 1;
    this.messages.push(message);
    this.bytes += message.body.size;
    this.#changed();
    return message;
  }

  find(uid: number): StoredMessage | undefined {
    return this.messages[indexOfUid(this.messages, uid)];
  }

  setFlags(message: StoredMessage, flags: readonly string[]): void {
    this.highestModseq += 1;
    message.flags = normalizeFlags(flags);
    message.modseq = this.highestModseq;
    this.flagChangeCount += 1;
    this.#changed();
  }

  /** Removes those for which `isGone` holds and returns them. */
  expunge(isGone: (message: StoredMessage) => boolean): readonly StoredMessage[] {
    const gone: StoredMessage[] = [];
    const kept: StoredMessage[] = [];
    for (const message of this.messages) (isGone(message) ? gone : kept).push(message);
    if (gone.length === 0) return gone;
    for (const message of gone) {
      message.isExpunged = true;
      this.bytes -= message.body.size;
    }
    this.messages.length = 0;
    for (const message of kept) this.messages.push(message);
    this.highestModseq += 1;
    this.expungeCount += 1;
    this.#changed();
    return gone;
  }

  unseenCount(): number {
    let count = 0;
    for (const message of this.messages) if (!hasFlag(message, '\\Seen')) count += 1;
    return count;
  }

  recentCount(): number {
    let count = 0;
    for (let i = this.messages.length - 1; i >= 0; i -= 1) {
      if ((this.messages[i]?.uid ?? 0) < this.recentFromUid) break;
      count += 1;
    }
    return count;
  }

  /** Keywords in use, each in the spelling it was first stored with. */
  keywords(): readonly string[] {
    const found = new Map<string, string>();
    for (const message of this.messages) {
      for (const flag of message.flags) {
        if (flag.startsWith('\\')) continue;
        if (!found.has(flag.toLowerCase())) found.set(flag.toLowerCase(), flag);
      }
    }
    return [...found.values()];
  }

  /** A new generation: the messages stay, numbered anew from 1. */
  renumber(uidValidity: number): void {
    const old = this.expunge(() => true);
    this.uidValidity = uidValidity;
    this.uidNext = 1;
    this.recentFromUid = 1;
    for (const message of old) this.add(message);
  }

  #changed(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Where the message with that uid stands in messages ascending by uid, else -1. */
export function indexOfUid(messages: readonly StoredMessage[], uid: number): number {
  const index = firstIndexFromUid(messages, uid);
  return messages[index]?.uid === uid ? index : -1;
}

/** The index of the first message with a uid ≥ `uid`; the length where there is none. */
export function firstIndexFromUid(messages: readonly StoredMessage[], uid: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.uid ?? Infinity) < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}
