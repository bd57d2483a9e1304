import type { OpenContext } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { type Extension, startImapServer } from '@mailhaul/mail-servers';
import { expect, it, onTestFinished } from 'vitest';
import { imapConnector } from './imap-connector.ts';
import { collect } from './spec-support/scripted-server.ts';

const context: OpenContext = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};
const receivedAt = { epochSeconds: 1_000_000_000, zoneMinutes: 0 };
const item = {
  ...{ receivedAt, flags: ['\\Deleted'] },
  body: { kind: 'whole', bytes: Buffer.from('Subject: 2\r\n\r\nx\r\n') },
} as const;

const withoutUnselect: readonly Extension[] = ['UNSELECT'];

it.for([
  ['UNSELECT', []],
  ['EXAMINE', withoutUnselect],
] as const)(
  'a folder that was read is left by %s before mail goes into it, and nothing of it is expunged',
  async ([command, without]) => {
    const user = { user: 'ann', password: 'secret' };
    const message = { bytes: 'Subject: 1\r\n\r\nx\r\n', flags: ['\\Deleted'] };
    const sent: string[] = [];
    const server = await startImapServer({
      without,
      behaviours: [{ beforeCommand: ({ name }) => void sent.push(name) }],
      mailboxes: [{ ...user, folders: [{ path: ['INBOX'], messages: [message] }] }],
    });
    onTestFinished(() => server.stop());
    const { host, port } = server;
    const session = await imapConnector({ host, port, security: 'none', ...user }).open(context);
    await collect(session.listItems('INBOX'));
    const read = sent.length;
    await session.writeBatch('INBOX', [item], { beforeCommit: () => Promise.resolve() });
    await session.close();
    expect(sent).not.toContain('CLOSE');
    expect(sent.slice(read, sent.indexOf('APPEND') + 1)).toEqual([command, 'APPEND']);
    expect(server.mailbox('ann').messages(['INBOX'])).toHaveLength(2);
  },
);
