import { setTimeout as sleep } from 'node:timers/promises';
import { type EwsServer, startEwsServer } from '@mailhaul/mail-servers';
import { type Corpus, loadCorpus } from '@mailhaul/testing/corpus';
import { anyUserPassword, startDovecot } from '@mailhaul/testing/servers';

export const [address, password] = ['ann@example.com', 'secret'];

/** Where mail comes from. */
export interface BenchSource {
  readonly url: string;
  stop(): Promise<void>;
}

/** A server of ours with an empty mailbox. */
export function startExchange(thinkingMs: number): Promise<EwsServer> {
  return startEwsServer({
    mailboxes: [{ address, password }],
    onRequest: async () => {
      if (thinkingMs > 0) await sleep(thinkingMs);
      return undefined;
    },
  });
}

export function urlOf({ host, port, path }: EwsServer): string {
  return `exchange://${encodeURIComponent(address)}:${password}@${host}:${port}${path}?security=none&auth=basic`;
}

export function storedIn(server: EwsServer): number {
  const mailbox = server.mailbox(address);
  return mailbox.below(mailbox.root.id).reduce((sum, { items }) => sum + items.length, 0);
}

/** Dovecot with that mail. */
export async function imapSource(corpus: Corpus): Promise<BenchSource> {
  const server = await startDovecot({ separator: '/' });
  const { host, port } = server;
  const access = { host, port, user: 'ann', password: anyUserPassword };
  await loadCorpus(corpus, access, { separator: '/', prefix: '' });
  return {
    url: `imap://ann:${encodeURIComponent(anyUserPassword)}@${host}:${port}?security=none`,
    stop: () => server.stop(),
  };
}

/** A server of ours with that mail, its folders all below the top. */
export async function exchangeSource(corpus: Corpus, thinkingMs: number): Promise<BenchSource> {
  const server = await startExchange(thinkingMs);
  const mailbox = server.mailbox(address);
  const inbox = mailbox.distinguished('inbox');
  const top = mailbox.distinguished('msgfolderroot');
  for (const { path, messages } of corpus.folders) {
    const isInbox = path.join('/') === 'INBOX';
    const folder = isInbox
      ? inbox
      : mailbox.createFolder(top.id, path.join(' '), { folderClass: 'IPF.Note' });
    for (const { bytes, epochSeconds } of messages) {
      mailbox.addItem(folder, {
        ...{ mime: bytes, itemClass: 'IPM.Note', isRead: false, isDraft: false },
        ...{ receivedAt: new Date(epochSeconds * 1000), categories: [], properties: new Map() },
      });
    }
  }
  return { url: urlOf(server), stop: () => server.stop() };
}
