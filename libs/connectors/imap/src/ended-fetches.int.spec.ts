import type { MailSession, OpenContext } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { outlookComLongSets, startImapServer } from '@mailhaul/mail-servers';
import { expect, it, onTestFinished } from 'vitest';
import { imapConnector } from './imap-connector.ts';
import { collect } from './spec-support/scripted-server.ts';

const context: OpenContext = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};

const messages = Array.from({ length: 20 }, (_, n) => ({ bytes: `Subject: ${n}\r\n\r\nx\r\n` }));

async function listed(session: MailSession): Promise<number[]> {
  const pages = await collect(session.listItems('INBOX'));
  return pages.flatMap(({ items }) => items.map(({ id }) => id));
}

async function read(session: MailSession): Promise<number[]> {
  const { generation } = await session.folderState('INBOX');
  const ids = messages.map((_, n) => n + 1);
  const items = await collect(session.readItems('INBOX', { generation, ids, wholeBytesMax: 1000 }));
  return items.map(({ id }) => id);
}

it.each([
  ['listing', listed],
  ['reading', read],
])(
  'of a server that says BYE to a long FETCH: %s loses two connections, and no message',
  async (_, all) => {
    const user = { user: 'ann', password: 'secret' };
    const folders = [{ path: ['INBOX'], messages }];
    const server = await startImapServer({
      ...outlookComLongSets.options(''),
      mailboxes: [{ ...user, folders }],
    });
    onTestFinished(() => server.stop());
    const { host, port } = server;
    const connector = imapConnector({ host, port, security: 'none', ...user });
    for (const _try of [1, 2]) {
      await expect(all(await connector.open(context))).rejects.toMatchObject({
        ...{ code: 'connection-lost', scope: 'connection', disposition: 'retry' },
        serverText: 'Connection is closed. 13',
      });
    }
    const third = await connector.open(context);
    expect(await all(third)).toHaveLength(messages.length);
    await third.close();
  },
);
