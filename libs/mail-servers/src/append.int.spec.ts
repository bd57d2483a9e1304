import { describe, expect, it } from 'vitest';
import { startWithClient } from './spec-support/start-for-spec.ts';

const twoMessages =
  't APPEND INBOX (\\Seen $A) " 1-Feb-2003 04:05:06 -0730" {5+}\r\nhello (\\Draft) {0+}\r\n\r\n';

describe('APPEND', () => {
  it('stores several messages at once with flags, dates and zones, and tells their uids', async () => {
    const { server, client } = await startWithClient();
    client.send(twoMessages);
    expect(await client.until(/^t .*\r\n/m)).toMatch(/^t OK \[APPENDUID \d+ 1:2\]/m);
    expect(server.mailbox('ann').messages(['INBOX'])).toMatchObject([
      {
        uid: 1,
        bytes: Buffer.from('hello'),
        flags: ['\\Seen'],
        keywords: ['$A'],
        internalDate: { epochSeconds: Date.UTC(2003, 1, 1, 11, 35, 6) / 1000, zoneMinutes: -450 },
      },
      { uid: 2, bytes: Buffer.alloc(0), flags: ['\\Draft'] },
    ]);
    await client.command('EXAMINE INBOX');
    expect(await client.command('FETCH 1 INTERNALDATE')).toContain(
      'INTERNALDATE " 1-Feb-2003 04:05:06 -0730"',
    );
  });

  it('asks for synchronising literals one by one, and not for one it will not take', async () => {
    const { server, client } = await startWithClient({ appendLimit: 10 });
    client.send('t APPEND INBOX {5}\r\n');
    await client.until(/^\+ /m);
    client.send('hello {4}\r\n');
    await client.until(/^\+ /m);
    client.send('rest\r\n');
    expect(await client.until(/^t .*\r\n/m)).toMatch(/^t OK/);
    expect(await client.command('APPEND INBOX {11}')).toMatch(/^t NO \[TOOBIG\]/);
    expect(await client.command('APPEND Nowhere {5}')).toMatch(/^t NO \[TRYCREATE\]/);
    client.send('t APPEND INBOX {5+}\r\nhello {11+}\r\nhello world\r\n');
    expect(await client.until(/^t .*\r\n/m)).toMatch(/^t NO \[TOOBIG\]/);
    expect(server.mailbox('ann').messages(['INBOX'])).toHaveLength(2);
  });

  it('sends a client away that does not wait for the invitation', async () => {
    const { server, client } = await startWithClient();
    client.send('a APPEND INBOX {5+}\r\nhello {6}\r\nb NOOP\r\n');
    expect(await client.closed()).toMatch(/^a BAD Bytes came before/m);
    expect(server.mailbox('ann').messages(['INBOX'])).toEqual([]);
  });

  it('with LITERAL-, takes small literals unasked and sends a client with a large one away', async () => {
    const { server, client } = await startWithClient({ without: ['LITERAL+'], also: ['LITERAL-'] });
    expect(await client.command('APPEND INBOX {4096+}\r\n' + 'x'.repeat(4096))).toMatch(/^t OK/m);
    client.send('t APPEND INBOX {4097+}\r\n' + 'x'.repeat(4097) + '\r\n');
    expect(await client.closed()).toMatch(/^t BAD/m);
    expect(server.mailbox('ann').messages(['INBOX'])).toHaveLength(1);
  });

  it('without MULTIAPPEND takes one message, and answers BAD to two', async () => {
    const { server, client } = await startWithClient({ without: ['MULTIAPPEND', 'UIDPLUS'] });
    client.send(twoMessages);
    expect(await client.until(/^t .*\r\n/m)).toMatch(/^t BAD/);
    expect(await client.command('APPEND INBOX {5+}\r\nhello')).toMatch(/^t OK Appended/m);
    expect(server.mailbox('ann').messages(['INBOX'])).toHaveLength(1);
  });

  it('answers pipelined APPENDs in order', async () => {
    const { server, client } = await startWithClient();
    let bytes = '';
    for (let i = 0; i < 300; i += 1)
      bytes += `a${i} APPEND INBOX {${String(i).length}+}\r\n${i}\r\n`;
    client.send(bytes);
    const text = await client.until(/^a299 .*\r\n/m);
    expect(text.match(/^a\d+ OK/gm)).toHaveLength(300);
    const stored = server.mailbox('ann').messages(['INBOX']);
    expect(stored.map((message) => message.bytes.toString())).toEqual(
      Array.from({ length: 300 }, (_, i) => String(i)),
    );
  });

  it('takes and gives 150 MB in pieces', { timeout: 300_000 }, async () => {
    const { server, client } = await startWithClient();
    const size = 150 * 1024 * 1024;
    client.send(`t APPEND INBOX {${size}+}\r\n`);
    const piece = Buffer.alloc(1024 * 1024, Buffer.from('mail'));
    for (let i = 0; i < 150; i += 1) {
      if (!client.socket.write(piece))
        await new Promise((resolve) => client.socket.once('drain', resolve));
    }
    client.send('\r\n');
    await client.until(/^t OK.*\r\n/m);
    expect(server.mailbox('ann').live(['INBOX']).messages[0]?.body.chunks.length).toBeGreaterThan(
      100,
    );

    await client.command('SELECT INBOX');
    expect(await client.command('FETCH 1 RFC822.SIZE')).toContain(`RFC822.SIZE ${size})`);
    const partial = await client.command('FETCH 1 BODY.PEEK[]<157286396.100>');
    expect(partial).toContain('BODY[]<157286396> {4}\r\nmail)');
    client.socket.removeAllListeners('data');
    let received = 0;
    let tail = '';
    const done = new Promise<void>((resolve) => {
      client.socket.on('data', (chunk) => {
        received += chunk.length;
        tail = (tail + chunk.toString('latin1')).slice(-100);
        if (tail.includes('\nz OK')) resolve();
      });
    });
    client.send('z UID FETCH 1 BODY.PEEK[]\r\n');
    await done;
    expect(received).toBeGreaterThan(size);
  });
});
