import {
  type EwsServer,
  type ImapServer,
  sampleMailboxes,
  startEwsServer,
  startImapServer,
} from '@mailhaul/mail-servers';

interface DemoMailbox {
  readonly user: string;
  readonly password: string;
}

export interface DemoServers {
  readonly source: ImapServer;
  readonly target: ImapServer;
  /** Has a mailbox for each of `exchangeMailboxes`, and one account that opens them. */
  readonly exchange: EwsServer;
  readonly mailboxes: readonly DemoMailbox[];
  readonly exchangeMailboxes: readonly DemoMailbox[];
  readonly exchangeAdmin: DemoMailbox;
  stop(): Promise<void>;
}

/** The source sends like one across the internet, so that there is something to watch; per connection. */
const distantLine = { bytes: 32 * 1024, everyMs: 10 };
const exchangeAdmin = { user: 'migration@harbour-books.example', password: 'sample' };

/** Small mail servers of ours on loopback: one with sample mail, an empty one with another separator, and an empty Exchange. */
export async function startDemoServers(): Promise<DemoServers> {
  const samples = sampleMailboxes();
  const mailboxes = samples.map(({ user, password }) => ({ user, password }));
  const exchangeMailboxes = mailboxes.slice(-1);
  const [source, target, exchange] = await Promise.all([
    startImapServer({ mailboxes: samples, drip: distantLine }),
    startImapServer({ mailboxes, separator: '.', prefix: 'INBOX.' }),
    startEwsServer({
      mailboxes: [
        ...exchangeMailboxes.map(({ user, password }) => ({ address: user, password })),
        { address: exchangeAdmin.user, password: exchangeAdmin.password, mayImpersonate: true },
      ],
    }),
  ]);
  return {
    ...{ source, target, exchange, mailboxes, exchangeMailboxes, exchangeAdmin },
    stop: async () => {
      await Promise.all([source.stop(), target.stop(), exchange.stop()]);
    },
  };
}
