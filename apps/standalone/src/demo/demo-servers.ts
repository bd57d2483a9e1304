import { type ImapServer, sampleMailboxes, startImapServer } from '@mailhaul/mail-servers';

export interface DemoServers {
  readonly source: ImapServer;
  readonly target: ImapServer;
  readonly mailboxes: readonly { readonly user: string; readonly password: string }[];
  stop(): Promise<void>;
}

/** The source sends like one across the internet, so that there is something to watch; per connection. */
const distantLine = { bytes: 32 * 1024, everyMs: 10 };

/** Two small mail servers of ours on loopback: one with sample mail, one empty and with another separator. */
export async function startDemoServers(): Promise<DemoServers> {
  const samples = sampleMailboxes();
  const mailboxes = samples.map(({ user, password }) => ({ user, password }));
  const [source, target] = await Promise.all([
    startImapServer({ mailboxes: samples, drip: distantLine }),
    startImapServer({ mailboxes, separator: '.', prefix: 'INBOX.' }),
  ]);
  return {
    source,
    target,
    mailboxes,
    stop: async () => {
      await Promise.all([source.stop(), target.stop()]);
    },
  };
}
