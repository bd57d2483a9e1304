import { onTestFinished, describe, expect, it } from 'vitest';
import type { ImapServerOptions } from './index.ts';
import { RawClient } from './spec-support/raw-client.ts';
import { startWithClient } from './spec-support/start-for-spec.ts';

async function withMail(options: ImapServerOptions = {}) {
  const parts = await startWithClient(options);
  const mailbox = parts.server.mailbox('ann');
  mailbox.createFolder(['Other']);
  for (let i = 1; i <= 5; i += 1) {
    mailbox.deliver(['INBOX'], {
      bytes: `Subject: No ${i}\r\nX-Note: folded\r\n line\r\n\r\nbody ${i}\r\n`,
      internalDate: { epochSeconds: Date.UTC(2020, i, 1) / 1000, zoneMinutes: 60 },
    });
  }
  await parts.client.command('SELECT INBOX');
  return { ...parts, mailbox };
}

describe('messages', () => {
  it('gives headers, fields, text and partials', async () => {
    const { client } = await withMail();
    expect(await client.command('FETCH 2 BODY.PEEK[HEADER.FIELDS (x-note DATE)]')).toContain(
      'BODY[HEADER.FIELDS (X-NOTE DATE)] {25}\r\nX-Note: folded\r\n line\r\n\r\n)',
    );
    expect(await client.command('FETCH 2 BODY.PEEK[TEXT]<2.3>')).toContain(
      'BODY[TEXT]<2> {3}\r\ndy )',
    );
    expect(await client.command('FETCH 2 BODY.PEEK[]<900.3>')).toContain('BODY[]<900> {0}\r\n)');
    expect(await client.command('FETCH 2 (FLAGS)')).not.toContain('\\Seen');
    expect(await client.command('FETCH 2 RFC822')).toContain('FLAGS (\\Seen \\Recent)');
    expect(await client.command('FETCH 9 FLAGS')).toMatch(/^t BAD/m);
    expect(await client.command('UID FETCH 9:* FLAGS')).toMatch(/^\* 5 FETCH/m);
  });

  it('finds by uid, header, date, flag and their combinations', async () => {
    const { client } = await withMail();
    await client.command('UID STORE 3 +FLAGS.SILENT ($Work \\Seen)');
    const found = async (keys: string) =>
      /^\* SEARCH ?(.*)\r/m.exec(await client.command(`UID SEARCH ${keys}`))?.[1];
    expect(await found('ALL')).toBe('1 2 3 4 5');
    expect(await found('UID 2:3,5')).toBe('2 3 5');
    expect(await found('HEADER Subject "no 4"')).toBe('4');
    expect(await found('SINCE 1-Apr-2020 BEFORE 1-Jun-2020')).toBe('3 4');
    expect(await found('KEYWORD $work')).toBe('3');
    expect(await found('OR UID 1 (SEEN NOT UID 4)')).toBe('1 3');
    expect(await found('TEXT "body 5"')).toBe('5');
  });

  it('copies, moves and expunges with the uids told', async () => {
    const { client, mailbox } = await withMail();
    const validity = mailbox.live(['Other']).uidValidity;
    expect(await client.command('UID COPY 1,3 Other')).toContain(`[COPYUID ${validity} 1,3 1:2]`);
    expect(await client.command('UID MOVE 5 Other')).toMatch(
      new RegExp(`^\\* OK \\[COPYUID ${validity} 5 3\\] Moved\r\n\\* 5 EXPUNGE\r\n`),
    );
    expect(await client.command('UID COPY 1 Nowhere')).toMatch(/^t NO \[TRYCREATE\]/m);
    await client.command('STORE 1:4 +FLAGS (\\Deleted)');
    expect(await client.command('UID EXPUNGE 2:3')).toMatch(/^\* 3 EXPUNGE\r\n\* 2 EXPUNGE\r\n/);
    expect(mailbox.messages(['INBOX']).map((message) => message.uid)).toEqual([1, 4]);
    await client.command('CLOSE');
    expect(mailbox.messages(['INBOX'])).toEqual([]);
  });

  it('tells what happens meanwhile, and keeps sequence numbers while it must', async () => {
    const { client, mailbox } = await withMail();
    mailbox.removeMessages(['INBOX'], [2]);
    mailbox.deliver(['INBOX'], { bytes: 'new' });
    mailbox.setFlags(['INBOX'], 4, ['\\Flagged']);
    const fetched = await client.command('FETCH 1:5 UID');
    expect(fetched).not.toContain('EXPUNGE\r\n');
    expect(fetched).not.toContain('* 2 FETCH (UID 2)');
    expect(fetched).toContain('* 4 FETCH (UID 4 FLAGS (\\Flagged \\Recent))');
    expect(fetched).toMatch(/^\* 6 EXISTS\r\nt OK \[EXPUNGEISSUED\]/m);
    expect(await client.command('NOOP')).toBe('* 2 EXPUNGE\r\nt OK Done\r\n');
    expect(await client.command('UID FETCH 6 UID')).toContain('* 5 FETCH (UID 6)');
  });

  it('tells an idling client at once', async () => {
    const { client, mailbox } = await withMail();
    client.send('i IDLE\r\n');
    await client.until(/^\+ /m);
    mailbox.deliver(['INBOX'], { bytes: 'new' });
    expect(await client.until(/EXISTS\r\n/)).toBe('* 6 EXISTS\r\n');
    client.send('DONE\r\n');
    await client.until(/^i OK/m);
  });

  it('tells what changed since a mod-sequence', async () => {
    const { client, mailbox } = await withMail();
    const mark = mailbox.live(['INBOX']).highestModseq;
    await client.command('UID STORE 2 +FLAGS (\\Seen)');
    expect(await client.command(`UID FETCH 1:* (UID) (CHANGEDSINCE ${mark})`)).toBe(
      `* 2 FETCH (UID 2 MODSEQ (${mark + 1}))\r\nt OK Fetched\r\n`,
    );
    expect(await client.command(`UID STORE 1:2 (UNCHANGEDSINCE ${mark}) +FLAGS (x)`)).toMatch(
      /^t OK \[MODIFIED 2\]/m,
    );
  });

  it('sends a client away whose folder is made anew', async () => {
    const { client, mailbox, server } = await withMail();
    const before = mailbox.live(['INBOX']).uidValidity;
    mailbox.changeUidValidity(['INBOX']);
    client.send('t NOOP\r\n');
    expect(await client.closed()).toMatch(/^\* BYE/);
    const next = await RawClient.signedIn(server);
    onTestFinished(() => {
      next.close();
    });
    expect(await next.command('STATUS INBOX (UIDVALIDITY MESSAGES)')).not.toContain(String(before));
    expect(mailbox.messages(['INBOX']).map((message) => message.uid)).toEqual([1, 2, 3, 4, 5]);
  });

  it('writes nothing into a folder that is open for reading', async () => {
    const { client, mailbox } = await withMail();
    await client.command('EXAMINE INBOX');
    await client.command('FETCH 1 BODY[]');
    for (const command of ['STORE 1 +FLAGS (\\Seen)', 'EXPUNGE', 'MOVE 1 Other', 'UID EXPUNGE 1']) {
      expect(await client.command(command)).toMatch(/^t NO/m);
    }
    expect(mailbox.messages(['INBOX'])[0]?.flags).toEqual([]);
  });

  it('goes on with the store of an earlier server', async () => {
    const { server } = await withMail();
    await server.stop();
    const { client } = await startWithClient({
      store: server.store,
      port: server.port,
      mailboxes: [],
    });
    expect(await client.command('STATUS INBOX (MESSAGES)')).toContain('(MESSAGES 5)');
  });
});
