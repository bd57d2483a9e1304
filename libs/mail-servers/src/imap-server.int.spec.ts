import { ImapFlow } from 'imapflow';
import { afterEach, describe, expect, it } from 'vitest';
import { type ImapServer, type ImapServerOptions, startImapServer } from './index.ts';

const servers: ImapServer[] = [];
const clients: ImapFlow[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) await server.stop();
});

async function start(options: ImapServerOptions = {}): Promise<ImapServer> {
  const mailboxes = [{ user: 'ann', password: 'secret' }];
  const server = await startImapServer({ mailboxes, ...options });
  servers.push(server);
  return server;
}

async function connect(server: ImapServer, extra: object = {}): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: 'ann', pass: 'secret' },
    logger: false,
    ...extra,
  });
  clients.push(client);
  await client.connect();
  return client;
}

const variants: readonly [string, ImapServerOptions][] = [
  ['with every extension', {}],
  ['with nothing but RFC 3501', { isBare: true }],
  ['with a prefix and dots', { prefix: 'INBOX.', separator: '.' }],
];

describe.each(variants)('imapflow against a server %s', (_name, options) => {
  it('creates, appends, lists, fetches, flags, moves and deletes', async () => {
    const server = await start(options);
    const client = await connect(server);
    const { prefix = '', separator = '/' } = options;
    const name = `${prefix}Büro & Co${separator}2019`;
    await client.mailboxCreate(name);
    const bytes = Buffer.from(
      'Subject: hi\r\nFrom: A <a@b.example>\r\n\r\nHello \xe4 world\r\n',
      'latin1',
    );
    const date = new Date('2019-03-04T05:06:07Z');
    await client.append(name, bytes, ['\\Seen', '$Work'], date);
    await client.append(name, Buffer.alloc(20_000, 'x'), [], date);

    const names = (await client.list()).map((entry) => entry.path);
    expect(names).toContain(name);
    const lock = await client.getMailboxLock(name);
    const first = await client.fetchOne('1', {
      source: true,
      flags: true,
      internalDate: true,
      envelope: true,
      size: true,
      bodyStructure: true,
    });
    if (first === false) throw new Error('not fetched');
    expect(first.source).toEqual(bytes);
    expect([...(first.flags ?? [])].sort()).toEqual(expect.arrayContaining(['$Work', '\\Seen']));
    expect(new Date(first.internalDate ?? 0)).toEqual(date);
    expect(first.envelope?.subject).toBe('hi');
    expect(first.size).toBe(bytes.length);
    expect(await client.search({ header: { subject: 'HI' } }, { uid: true })).toEqual([1]);
    await client.messageFlagsAdd('2', ['\\Flagged']);
    await client.messageDelete('1');
    lock.release();

    const path = ['Büro & Co', '2019'];
    expect(server.mailbox('ann').messages(path)).toMatchObject([{ uid: 2, flags: ['\\Flagged'] }]);
    await client.mailboxDelete(name);
    expect(
      server
        .mailbox('ann')
        .folders()
        .map((folder) => folder.path),
    ).not.toContainEqual(path);
    await client.logout();
  });
});
