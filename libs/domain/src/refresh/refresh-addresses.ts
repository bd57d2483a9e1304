import type { MatchOrigin } from '../pair/pair-events.ts';
import { isSameId } from '../pair/same-mailboxes.ts';

/** A mailbox as its pair has it. Personal. */
export interface AskedMailbox {
  readonly address: string;
  /** What the directory knew it by when it was taken from there; absent: it was given otherwise. */
  readonly id?: string | undefined;
}

/** A mailbox that a directory has now. Personal. */
export interface ListedMailbox {
  readonly id?: string | undefined;
  readonly address: string;
  readonly aliases: readonly string[];
}

/**
 * Why a mailbox is not found: there is nobody of its id or address (`gone`); the address is another one's now (`replaced`); several
 * have it (`ambiguous`).
 */
export type MissingReason = 'gone' | 'replaced' | 'ambiguous';

export type SourceRefresh =
  | { readonly result: 'refreshed'; readonly address: string; readonly id?: string }
  | { readonly result: 'not-changed'; readonly id?: string }
  | { readonly result: 'missing'; readonly because: MissingReason };

export type TargetRefresh =
  | SourceRefresh
  /** Nobody ever looked it up. What the directory would say of it: it is there, under that address, or it is not. */
  | { readonly result: 'typed'; readonly found?: string }
  | { readonly result: 'not-created' };

export interface AskedTarget extends AskedMailbox {
  readonly matchedBy?: MatchOrigin | undefined;
  /** It is still to be made by us. */
  readonly isToBeCreated?: boolean;
}

/** Of a source: everything the directory can be asked about. */
export function refreshSource(asked: AskedMailbox, directory: DirectoryList): SourceRefresh {
  const found = directory.find(asked);
  if (typeof found === 'string') return { result: 'missing', because: found };
  const id = found.id === undefined ? {} : { id: found.id };
  return isSpelledAlike(found.address, asked.address)
    ? { result: 'not-changed', ...id }
    : { result: 'refreshed', address: found.address, ...id };
}

/** Of a target: what is not made yet has no address, and one that was entered by hand is the operator's word. */
export function refreshTarget(asked: AskedTarget, directory: DirectoryList): TargetRefresh {
  if (asked.isToBeCreated === true) return { result: 'not-created' };
  if (!isLookedUp(asked)) {
    const found = directory.find(asked);
    return typeof found === 'string'
      ? { result: 'typed' }
      : { result: 'typed', found: found.address };
  }
  return refreshSource(asked, directory);
}

/** Nobody looked up what somebody typed, what stood in a list, and what a pattern made without a directory. */
function isLookedUp({ id, matchedBy }: AskedTarget): boolean {
  const isFromDirectory = ['picked', 'automatic', 'created'].includes(matchedBy ?? '');
  return id !== undefined || isFromDirectory;
}

/** Who has a mailbox, by whatever it may be known. */
export class DirectoryList {
  readonly #byId = new Map<string, ListedMailbox>();
  readonly #byAddress = new Map<string, ListedMailbox[]>();
  readonly #byAlias = new Map<string, ListedMailbox[]>();

  constructor(mailboxes: Iterable<ListedMailbox>) {
    for (const mailbox of mailboxes) {
      if (mailbox.id !== undefined) this.#byId.set(mailbox.id, mailbox);
      put(this.#byAddress, mailbox.address, mailbox);
      for (const alias of mailbox.aliases) put(this.#byAlias, alias, mailbox);
    }
  }

  /** By its id; else by its address, which a renamed mailbox often keeps as another one. */
  find({ id, address }: AskedMailbox): ListedMailbox | MissingReason {
    const known = id === undefined ? undefined : this.#byId.get(id);
    if (known !== undefined) return known;
    const key = address.toLowerCase();
    const [found, ...others] = this.#byAddress.get(key) ?? this.#byAlias.get(key) ?? [];
    if (found === undefined) return 'gone';
    if (others.length > 0) return 'ambiguous';
    return isSameId(id, found.id) === false ? 'replaced' : found;
  }
}

function put(map: Map<string, ListedMailbox[]>, address: string, mailbox: ListedMailbox): void {
  const key = address.toLowerCase();
  map.set(key, [...(map.get(key) ?? []), mailbox]);
}

function isSpelledAlike(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
