import type { OpenContext } from '@mailhaul/connector-contract';
import { type DirectorySettings, directorySettingsSchema } from './directory-settings.ts';
import { DirectoryWishRefused } from './directory-wish-refused.ts';
import { findGroup } from './groups/find-group.ts';
import { membersOf } from './groups/members-of.ts';
import { type DirectoryPlace, lookAtServer } from './look-at-server.ts';
import { type DirectorySession, openSession } from './open-session.ts';
import { isWithin } from './read/dn.ts';
import { exchangeMailboxes, inGroup, isOfKind, plainMailboxes, withText } from './read/filters.ts';
import { type DirectoryMailbox, mailboxAttributes, mailboxOf } from './read/mailbox-of.ts';
import type { DirectoryKind } from './read/recipient-kind.ts';

/** Where nothing else is asked for: more than a page of people can be looked through in memory. */
export const mailboxesMax = 20_000;
/** Entries that are read for them: those without an address or of other kinds count here. */
const entriesReadMax = 100_000;

export interface MailboxWish {
  /** A part of a name or address; absent or empty: all. */
  readonly text?: string | undefined;
  /** Absent: all that people use, so neither `system` nor `public`. */
  readonly kinds?: readonly DirectoryKind[] | undefined;
  /** The distinguished name below which they stand. */
  readonly unit?: string | undefined;
  /** A group by its distinguished name, address or name: its members, through groups in it as well. */
  readonly group?: string | undefined;
  /** At most so many; default {@link mailboxesMax}. */
  readonly max?: number | undefined;
}

/** Why there may be more: more than may be shown (`entries`), or than the server shows (`server`). */
export type DirectoryLimit = 'entries' | 'server';

export interface DirectoryAnswer {
  /** By address, each once. */
  readonly mailboxes: readonly DirectoryMailbox[];
  readonly limit?: DirectoryLimit;
}

/**
 * Mailboxes of a directory. Reads only. @throws {DirectoryWishRefused} there is no such group, or the unit is not below the search base.
 * @throws ConnectorError
 */
export async function searchDirectoryMailboxes(
  settings: DirectorySettings,
  wish: MailboxWish,
  context: OpenContext,
): Promise<DirectoryAnswer> {
  const valid = directorySettingsSchema.parse(settings);
  const session = await openSession(valid, context);
  try {
    const place = await lookAtServer(session, valid.baseDn);
    return await new MailboxSearch(session, place, wish).run();
  } finally {
    session.close();
  }
}

class MailboxSearch {
  readonly #session: DirectorySession;
  readonly #place: DirectoryPlace;
  readonly #wish: MailboxWish;
  readonly #found = new Map<string, DirectoryMailbox>();
  readonly #max: number;

  constructor(session: DirectorySession, place: DirectoryPlace, wish: MailboxWish) {
    this.#session = session;
    this.#place = place;
    this.#wish = wish;
    this.#max = wish.max ?? mailboxesMax;
  }

  async run(): Promise<DirectoryAnswer> {
    const { group = '' } = this.#wish;
    const groupDn = group === '' ? undefined : await findGroup(this.#session, this.#place, group);
    const isWalked = groupDn !== undefined && !this.#place.isActiveDirectory;
    const limit = isWalked ? await this.#walk(groupDn) : await this.#ask(groupDn);
    // Keys that are made once, compared by the engine itself: of fifty thousand nobody else waits long.
    const keys = [...this.#found.keys()].toSorted().slice(0, this.#max);
    const mailboxes = keys.flatMap((key) => this.#found.get(key) ?? []);
    return { mailboxes, ...(limit === undefined ? {} : { limit }) };
  }

  async #ask(groupDn: string | undefined): Promise<DirectoryLimit | undefined> {
    const { baseDn, hasExchange } = this.#place;
    const { unit = '', text = '' } = this.#wish;
    if (!isWithin(unit || baseDn, baseDn)) {
      throw new DirectoryWishRefused('unit', `is not below the search base (${baseDn})`);
    }
    const all = withText(hasExchange ? exchangeMailboxes : plainMailboxes, text);
    const filter = groupDn === undefined ? all : inGroup(all, groupDn);
    const question = { baseDn: unit || baseDn, filter, attributes: mailboxAttributes };
    let read = 0;
    for await (const { entries, isCut } of this.#session.pages(question)) {
      for (const entry of entries) this.#keep(mailboxOf(entry));
      read += entries.length;
      if (isCut) return 'server';
      if (this.#found.size > this.#max || read > entriesReadMax) return 'entries';
    }
    return undefined;
  }

  /** Where the server does not find members of members itself. */
  async #walk(groupDn: string): Promise<DirectoryLimit | undefined> {
    const { unit = '', text = '' } = this.#wish;
    const wanted = text.toLowerCase();
    for await (const entries of membersOf(this.#session, groupDn)) {
      if (entries === 'more') return 'entries';
      for (const entry of entries) {
        const mailbox = isWithin(entry.dn, unit) ? mailboxOf(entry) : undefined;
        if (mailbox !== undefined && holds(mailbox, wanted)) this.#keep(mailbox);
      }
      if (this.#found.size > this.#max) return 'entries';
    }
    return undefined;
  }

  #keep(mailbox: DirectoryMailbox | undefined): void {
    if (mailbox === undefined || !isOfKind(mailbox.kind, this.#wish.kinds)) return;
    if (!this.#found.has(keyOf(mailbox))) this.#found.set(keyOf(mailbox), mailbox);
  }
}

function keyOf({ address }: DirectoryMailbox): string {
  return address.toLowerCase();
}

function holds({ name, address, aliases, account = '' }: DirectoryMailbox, text: string): boolean {
  return [name, address, ...aliases, account].some((one) => one.toLowerCase().includes(text));
}
