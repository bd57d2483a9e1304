import type { OpenContext } from '@mailhaul/connector-contract';
import { type DirectorySettings, directorySettingsSchema } from './directory-settings.ts';
import { type DirectoryPlace, lookAtServer } from './look-at-server.ts';
import { type DirectorySession, openSession, readsAtOnceMax } from './open-session.ts';
import type { DirectoryEntry } from './read/directory-entry.ts';
import { keyOf } from './read/dn.ts';
import { anyOf, anything, exchangeMailboxes, knownAs, plainMailboxes } from './read/filters.ts';
import { type DirectoryMailbox, idOf, mailboxAttributes, mailboxOf } from './read/mailbox-of.ts';

/** Up to so many are asked for by what they are known by; for more of them all entries are read once. */
const askedForMax = 200;
/** Of one question: each has a few terms, and servers bound those. */
const askedAtOnce = 40;
/** Entries that are read in all. */
const entriesReadMax = 200_000;

export interface MailboxesSought {
  /** Stable ids, as {@link DirectoryMailbox.id} spells them. */
  readonly ids: readonly string[];
  /** Any of a mailbox's addresses. */
  readonly addresses: readonly string[];
}

/** Whoever has one of the ids or addresses, and perhaps others. `isWhole`: who is not among them is not there. */
export interface SoughtAnswer {
  readonly mailboxes: readonly DirectoryMailbox[];
  readonly isWhole: boolean;
}

/** Of every kind. Reads only. @throws ConnectorError */
export async function findDirectoryMailboxes(
  settings: DirectorySettings,
  sought: MailboxesSought,
  context: OpenContext,
): Promise<SoughtAnswer> {
  const valid = directorySettingsSchema.parse(settings);
  const session = await openSession(valid, context);
  try {
    const search = new SoughtMailboxes(session, await lookAtServer(session, valid.baseDn));
    return await search.find(sought);
  } finally {
    session.close();
  }
}

class SoughtMailboxes {
  readonly #session: DirectorySession;
  readonly #place: DirectoryPlace;
  readonly #found = new Map<string, DirectoryMailbox>();
  #isCut = false;

  constructor(session: DirectorySession, place: DirectoryPlace) {
    this.#session = session;
    this.#place = place;
  }

  async find({ ids, addresses }: MailboxesSought): Promise<SoughtAnswer> {
    // A server may end an answer at a limit of its own: then the others are asked for.
    const isRead = ids.length + addresses.length > askedForMax && (await this.#readAll());
    if (!isRead) {
      const left = this.#notFound({ ids, addresses });
      await this.#ask(left);
    }
    return { mailboxes: [...this.#found.values()], isWhole: !this.#isCut };
  }

  async #readAll(): Promise<boolean> {
    const { baseDn, hasExchange } = this.#place;
    const filter = hasExchange ? exchangeMailboxes : plainMailboxes;
    const question = { baseDn, filter, attributes: mailboxAttributes };
    let read = 0;
    for await (const { entries, isCut } of this.#session.pages(question)) {
      this.#keep(entries);
      read += entries.length;
      if (isCut || read > entriesReadMax) return false;
    }
    return true;
  }

  #notFound({ ids, addresses }: MailboxesSought): MailboxesSought {
    const known = new Set(
      [...this.#found.values()].flatMap(({ id, address, aliases }) => [
        ...[id, address, ...aliases].map((one) => one.toLowerCase()),
      ]),
    );
    const isLeft = (one: string) => !known.has(one.toLowerCase());
    return { ids: ids.filter(isLeft), addresses: addresses.filter(isLeft) };
  }

  async #ask({ ids, addresses }: MailboxesSought): Promise<void> {
    const names = ids.flatMap((id) => (id.startsWith('dn:') ? [id.slice(3)] : []));
    for (let at = 0; at < names.length; at += readsAtOnceMax) {
      const some = names.slice(at, at + readsAtOnceMax);
      const read = await this.#session.readAll(
        some.map((baseDn) => ({ baseDn, filter: anything, attributes: mailboxAttributes })),
      );
      this.#keep(read.filter((entry) => entry !== undefined));
    }
    const filters = [
      ...ids.flatMap((id) => knownAs({ id })),
      ...addresses.flatMap((address) => knownAs({ address })),
    ];
    const { baseDn } = this.#place;
    for (let at = 0; at < filters.length; at += askedAtOnce) {
      const filter = anyOf(filters.slice(at, at + askedAtOnce));
      const question = { baseDn, filter, attributes: mailboxAttributes };
      for await (const { entries, isCut } of this.#session.pages(question)) {
        this.#keep(entries);
        this.#isCut ||= isCut;
      }
    }
  }

  /** Two entries may have one address; each is told. */
  #keep(entries: readonly DirectoryEntry[]): void {
    for (const entry of entries) {
      const mailbox = mailboxOf(entry);
      if (mailbox !== undefined) this.#found.set(`${idOf(entry)} ${keyOf(entry.dn)}`, mailbox);
    }
  }
}
