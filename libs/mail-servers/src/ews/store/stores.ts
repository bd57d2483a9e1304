import { EwsProblem } from '../wire/answers.ts';
import type { EwsMailbox } from './ews-mailbox.ts';

interface StoredMailbox {
  readonly mailbox: EwsMailbox;
  /** Addresses of those who may open it besides its owner. */
  readonly delegates: readonly string[];
}

/** All mailboxes of a server, and its public folders. */
export class Stores {
  readonly #mailboxes: Map<string, StoredMailbox>;
  readonly #publicFolders: EwsMailbox | undefined;

  constructor(
    mailboxes: ReadonlyMap<string, StoredMailbox>,
    publicFolders: EwsMailbox | undefined,
  ) {
    this.#mailboxes = new Map(mailboxes);
    this.#publicFolders = publicFolders;
  }

  get addresses(): readonly string[] {
    return [...this.#mailboxes.values()].map(({ mailbox }) => mailbox.address);
  }

  /** @throws EwsProblem */
  mailbox(address: string): EwsMailbox {
    const found = this.#mailboxes.get(address.toLowerCase());
    if (found !== undefined) return found.mailbox;
    throw new EwsProblem(
      'ErrorNonExistentMailbox',
      'The SMTP address has no mailbox associated with it.',
    );
  }

  /** Nothing is found under the old address afterwards; ids in the mailbox stay. @throws EwsProblem */
  rename(address: string, to: string): void {
    const stored = this.#mailboxes.get(address.toLowerCase());
    if (stored === undefined) throw new EwsProblem('ErrorNonExistentMailbox', address);
    this.#mailboxes.delete(address.toLowerCase());
    this.#mailboxes.set(to.toLowerCase(), stored);
  }

  /** Somebody else's mailbox: what may not be opened is not there (reference page `ResponseCode`, ErrorItemNotFound). */
  opened(address: string, by: EwsMailbox): EwsMailbox {
    const mailbox = this.mailbox(address);
    const delegates = this.#mailboxes.get(address.toLowerCase())?.delegates ?? [];
    const isAllowed =
      mailbox === by || delegates.some((one) => one.toLowerCase() === by.address.toLowerCase());
    if (isAllowed) return mailbox;
    throw new EwsProblem('ErrorItemNotFound', 'The specified object was not found in the store.');
  }

  /** @throws EwsProblem */
  publicFolders(): EwsMailbox {
    if (this.#publicFolders !== undefined) return this.#publicFolders;
    throw new EwsProblem(
      'ErrorNoPublicFolderServerAvailable',
      'There are no public folder servers available.',
    );
  }

  isPublic(mailbox: EwsMailbox): boolean {
    return mailbox === this.#publicFolders;
  }

  /** The mailbox that an id is of. @throws EwsProblem */
  ofId(id: string, by: EwsMailbox): EwsMailbox {
    const text = Buffer.from(id, 'base64url').toString('latin1');
    const [, address] = /^AAMk \w+ (\S+) \d+$/.exec(text) ?? [];
    if (address === undefined) return by;
    if (address === this.#publicFolders?.address) return this.#publicFolders;
    return address === by.address ? by : this.opened(address, by);
  }
}
