import { describe, expect, it } from 'vitest';
import {
  type ImapBehaviour,
  addHeader,
  answerWith,
  changeInternalDate,
  closeAt,
  cutBodyAfter,
  delayCommit,
  hangAt,
  limitKeywords,
  mergeTwins,
  refuseConnections,
  refuseFolderNames,
  refuseMessages,
  rewriteLines,
  sayBefore,
  storeOneByOne,
} from '../index.ts';
import { RawClient } from '../spec-support/raw-client.ts';
import { startForSpec, startWithClient } from '../spec-support/start-for-spec.ts';

const three = 'APPEND INBOX {3+}\r\none {3+}\r\ntwo {5+}\r\nthree';

async function stored(behaviours: ImapBehaviour[], command = three) {
  const { server, client } = await startWithClient({ behaviours });
  client.send(`t ${command}\r\n`);
  const answer = await client.until(/^t (OK|NO|BAD).*\r\n/m).catch(() => 'cut');
  const messages = server.mailbox('ann').messages(['INBOX']);
  return { server, client, answer, texts: messages.map((m) => m.bytes.toString()), messages };
}

describe('behaviours', () => {
  it('close at each moment of an APPEND, with what is then stored', async () => {
    const nothing: string[] = [];
    const all = ['one', 'two', 'three'];
    const choice = { command: 'APPEND' };
    expect(await stored([closeAt('before', choice)])).toMatchObject({
      answer: 'cut',
      texts: nothing,
    });
    expect(await stored([closeAt({ literalBytes: 2, message: 1 }, choice)])).toMatchObject({
      texts: nothing,
    });
    expect(await stored([closeAt('before-commit', choice)])).toMatchObject({
      answer: 'cut',
      texts: nothing,
    });
    expect(await stored([closeAt('after-commit', choice)])).toMatchObject({
      answer: 'cut',
      texts: all,
    });
    expect(await stored([closeAt('before-answer', choice)])).toMatchObject({
      answer: 'cut',
      texts: all,
    });
  });

  it('store one by one: what was complete before the cut stays', async () => {
    const cut = closeAt({ literalBytes: 3, message: 2 }, { command: 'APPEND' });
    expect(await stored([storeOneByOne(), cut])).toMatchObject({
      answer: 'cut',
      texts: ['one', 'two'],
    });
  });

  it('refuse a message: all or nothing, or what came before it', async () => {
    const refuse = refuseMessages((message) => message.body.toBuffer().includes('two'), {
      code: 'OVERQUOTA',
    });
    const atomic = await stored([refuse]);
    expect(atomic.answer).toContain('t NO [OVERQUOTA]');
    expect(atomic.texts).toEqual([]);
    const single = await stored([storeOneByOne(), refuse]);
    expect(single.answer).toContain('t NO [OVERQUOTA]');
    expect(single.texts).toEqual(['one']);
    expect(await single.client.command('NOOP')).toMatch(/^t OK/m);
  });

  it('merge twins into one uid', async () => {
    const twins = `APPEND INBOX${' "01-Feb-2003 04:05:06 +0000" {3+}\r\none'.repeat(2)}`;
    const { server, client } = await startWithClient({ behaviours: [mergeTwins()] });
    expect(await client.command(twins)).toMatch(/^t OK \[APPENDUID \d+ 1,1\]/m);
    expect(await client.command(twins)).toMatch(/^t OK \[APPENDUID \d+ 1,1\]/m);
    expect(server.mailbox('ann').messages(['INBOX'])).toHaveLength(1);
  });

  it('rewrite bytes and dates, drop keywords', async () => {
    const command = 'APPEND INBOX (\\Seen a b c) "01-Feb-2003 04:05:06 +0100" {3+}\r\none';
    const behaviours = [
      addHeader('X-A: b'),
      changeInternalDate((date) => ({ ...date, zoneMinutes: 0 })),
      limitKeywords(2),
    ];
    const { messages, client } = await stored(behaviours, command);
    expect(messages).toMatchObject([
      {
        bytes: Buffer.from('X-A: b\r\none'),
        flags: ['\\Seen'],
        keywords: ['a', 'b'],
        internalDate: { zoneMinutes: 0 },
      },
    ]);
    const select = await client.command('SELECT INBOX');
    expect(select).toContain(
      '[PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft a b)]',
    );
    expect(await client.command('STORE 1 +FLAGS (d)')).toContain('FLAGS (\\Seen a b \\Recent)');
  });

  it('refuse folder names, throttle, say garbage, rewrite lines', async () => {
    const { client } = await startWithClient({
      behaviours: [
        refuseFolderNames((path) => path.includes('bad')),
        answerWith(
          { status: 'NO', code: 'UNAVAILABLE', text: 'later' },
          { command: 'STATUS', times: 2 },
        ),
        sayBefore('* 5 NONSENSE\r\n', { command: 'NOOP', from: 2 }),
        rewriteLines((line) => line.replace('Created', 'Erschaffen')),
      ],
    });
    expect(await client.command('CREATE a/bad')).toMatch(/^t NO \[CANNOT\]/m);
    expect(await client.command('CREATE good')).toMatch(/^t OK Erschaffen/m);
    for (const status of ['NO \\[UNAVAILABLE\\] later', 'NO', 'OK']) {
      expect(await client.command('STATUS INBOX (UIDNEXT)')).toMatch(
        new RegExp(`^t ${status}`, 'm'),
      );
    }
    expect(await client.command('NOOP')).not.toContain('NONSENSE');
    expect(await client.command('NOOP')).toContain('* 5 NONSENSE');
    expect(await client.command('NOOP')).not.toContain('NONSENSE');
  });

  it('end the connection in the middle of a body, or fall silent', async () => {
    const { server, client } = await startWithClient({
      behaviours: [
        cutBodyAfter(2, { command: 'UID FETCH' }),
        hangAt('before-commit', { command: 'APPEND' }),
      ],
    });
    server.mailbox('ann').deliver(['INBOX'], { bytes: 'hello' });
    await client.command('SELECT INBOX');
    client.send('t UID FETCH 1 BODY[]\r\n');
    expect(await client.closed()).toMatch(/BODY\[\] \{5\}\r\nhe$/);

    const second = await RawClient.signedIn(server);
    second.send(`t ${three}\r\nu NOOP\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(second.received).toBe('');
    second.close();
    expect(server.mailbox('ann').messages(['INBOX'])).toHaveLength(1);
  });

  it('commit after the client has gone', async () => {
    const { server, client } = await startWithClient({ behaviours: [delayCommit(100)] });
    client.send(`t ${three}\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.close();
    expect(server.mailbox('ann').messages(['INBOX'])).toHaveLength(0);
    await expect.poll(() => server.mailbox('ann').messages(['INBOX']).length).toBe(3);
  });

  it('turn new connections away with BYE', async () => {
    const server = await startForSpec({ behaviours: [refuseConnections(() => true, 'busy')] });
    expect((await RawClient.open(server)).greeting).toBe('* BYE busy\r\n');
  });

  it('drip out slowly and whole', async () => {
    const { client } = await startWithClient({ drip: { bytes: 7, everyMs: 1 } });
    expect(await client.command('LIST "" "*"')).toBe(
      '* LIST (\\HasNoChildren) "/" INBOX\r\nt OK Listed\r\n',
    );
  });
});
