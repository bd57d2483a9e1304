import { describe, expect, it } from 'vitest';
import { RawClient } from './spec-support/raw-client.ts';
import { startForSpec, startWithClient } from './spec-support/start-for-spec.ts';

describe('hostile input', () => {
  it('sends a client with an endless line away', async () => {
    const { client, server } = await startWithClient();
    client.send('a LIST "" "');
    for (let i = 0; i < 40; i += 1) client.send('x'.repeat(4096));
    expect(await client.closed()).toContain('* BAD Line too long\r\n* BYE');
    expect((await RawClient.open(server)).greeting).toMatch(/^\* OK/);
  });

  it('does not wait for a huge literal: BAD where it may be called off, else BYE', async () => {
    const { client } = await startWithClient();
    expect(await client.command('LOGIN {99999999999}')).toMatch(/^t BAD/m);
    expect(await client.command('LIST "" {9999999}')).toMatch(/^t BAD Literal too large/m);
    expect(await client.command('APPEND INBOX {999999999999}')).toMatch(/^t NO \[TOOBIG\]/m);
    client.send('b APPEND INBOX {999999999999+}\r\n');
    expect(await client.closed()).toMatch(/^b BAD Literal too large\r\n\* BYE/m);
  });

  it('answers ten thousand parentheses with BAD', async () => {
    const { client } = await startWithClient();
    await client.command('SELECT INBOX');
    expect(await client.command(`UID SEARCH ${'('.repeat(10_000)}`)).toMatch(
      /^t BAD Too many nested/m,
    );
    expect(await client.command(`UID FETCH 1 ${'('.repeat(10_000)}`)).toMatch(/^t BAD/m);
    expect(await client.command(`UID SEARCH ${'NOT '.repeat(10_000)}ALL`)).toMatch(/^t BAD/m);
    expect(await client.command('NOOP')).toMatch(/^t OK/m);
  });

  it.each([
    'XYZZY',
    'LOGIN a b c',
    'FETCH 1 FLAGS',
    'LIST',
    'LIST "" "unterminated',
    'STATUS INBOX (NONSENSE)',
    'STATUS INBOX NONSENSE',
    'APPEND INBOX (\\Seen',
    'APPEND INBOX "32-Jan-2020 00:00:00 +0000" {3}',
    'APPEND INBOX hello',
    ')',
  ])('answers %s with BAD and goes on', async (text) => {
    const { client } = await startWithClient();
    expect(await client.command(text)).toMatch(/^t BAD/m);
    expect(await client.command('NOOP')).toMatch(/^t OK/m);
  });

  it('reads over the unasked-for literals of a wrong command', async () => {
    const { client } = await startWithClient();
    client.send('a APPEND INBOX (oops {5+}\r\nhello {4+}\r\nb NO\r\nc NOOP\r\n');
    const text = await client.until(/^c OK/m);
    expect(text).toMatch(/^a BAD/m);
    expect(text).not.toMatch(/^b /m);
  });

  it('sends a client away that sends literals unasked where that is not offered', async () => {
    const { client, server } = await startWithClient({ isBare: true });
    client.send('a APPEND INBOX {5+}\r\nhello\r\n');
    expect(await client.closed()).toMatch(/^a BAD/m);
    expect(server.mailbox('ann').messages(['INBOX'])).toEqual([]);
  });

  it('survives a client that is cut off anywhere in an APPEND, and stores nothing of it', async () => {
    const server = await startForSpec();
    const bytes = 'a APPEND INBOX (\\Seen) {5+}\r\nhello {5+}\r\nworld\r\n';
    for (let cut = 1; cut < bytes.length - 1; cut += 1) {
      const client = await RawClient.signedIn(server);
      client.send(bytes.slice(0, cut));
      client.socket.end();
      await client.closed();
    }
    expect(server.mailbox('ann').messages(['INBOX'])).toEqual([]);
  });

  it('limits connections, in all and of one user', async () => {
    const server = await startForSpec({ connectionsMax: 2, connectionsPerUserMax: 1 });
    const first = await RawClient.signedIn(server);
    const second = await RawClient.open(server);
    expect(await second.command('LOGIN ann secret')).toMatch(/^t NO \[LIMIT\]/m);
    const third = await RawClient.open(server);
    expect(third.greeting).toMatch(/^\* BYE \[UNAVAILABLE\]/);
    first.close();
    await first.closed();
    expect(await second.command('NOOP')).toMatch(/^t OK/m);
    expect(await second.command('LOGIN ann secret')).toMatch(/^t OK/m);
  });
});
