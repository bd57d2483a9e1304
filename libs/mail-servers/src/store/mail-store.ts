import { Mailbox } from './mailbox.ts';
import type { MailboxRules, MailboxSpec } from './mailbox-types.ts';

/** The mailboxes of one server. Outlives it: a second server may be started on the same store. */
export class MailStore {
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #rules: MailboxRules;

  constructor(rules: Omit<MailboxRules, 'nextUidValidity'>, firstUidValidity: number) {
    let last = firstUidValidity - 1;
    const nextUidValidity = () => {
      last += 1;
      return last;
    };
    this.#rules = { ...rules, nextUidValidity };
  }

  /** Adds a mailbox; one of the same user is replaced. */
  add(spec: MailboxSpec): Mailbox {
    const mailbox = new Mailbox(spec, this.#rules);
    this.#mailboxes.set(spec.user, mailbox);
    return mailbox;
  }

  find(user: string): Mailbox | undefined {
    return this.#mailboxes.get(user);
  }

  /** Throws where there is none. */
  mailbox(user: string): Mailbox {
    const mailbox = this.find(user);
    if (mailbox === undefined) throw new Error(`no mailbox of ${user}`);
    return mailbox;
  }

  users(): readonly string[] {
    return [...this.#mailboxes.keys()];
  }
}
