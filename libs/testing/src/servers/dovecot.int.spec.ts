import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { expect, it } from 'vitest';
import { describeWithServer } from '../specs/describe-with-server.ts';
import { startDovecot } from './dovecot.ts';

async function talk(port: number, lines: string[]): Promise<string> {
  const socket = createConnection({ port, host: '127.0.0.1' });
  let seen = '';
  socket.on('data', (data) => (seen += data.toString('latin1')));
  await once(socket, 'data');
  for (const [n, line] of lines.entries()) {
    socket.write(`a${n} ${line}\r\n`);
    while (!seen.includes(`\r\na${n} `)) await once(socket, 'data');
  }
  socket.destroy();
  return seen;
}

describeWithServer('dovecot', 'a private Dovecot', () => {
  it('takes mail, keeps it over a kill and leaves nothing behind', async () => {
    const server = await startDovecot({ separator: '.', prefix: 'INBOX.' });
    const signIn = 'LOGIN "anna@example.org" secret';
    const said = await talk(server.port, [
      signIn,
      'CREATE INBOX.a.b',
      'APPEND INBOX.a.b {5+}\r\na: b\n',
      'LIST "" "*"',
    ]);
    expect(said).toContain('"." INBOX.a.b');
    expect(said).toContain('APPENDUID');
    server.kill();
    await server.restart();
    expect(await talk(server.port, [signIn, 'STATUS INBOX.a.b (MESSAGES)'])).toContain(
      'MESSAGES 1',
    );
    await server.stop();
    expect(existsSync(server.logFile)).toBe(false);
    expect(existsSync(server.mailDir)).toBe(false);
  });

  it('knows the given users only, and speaks TLS', async () => {
    const server = await startDovecot({ users: { anna: 'p w' }, tls: true, format: 'sdbox' });
    try {
      expect(await talk(server.port, ['LOGIN anna "p w"'])).toContain('a0 OK');
      expect(await talk(server.port, ['LOGIN bert "p w"'])).toContain('a0 NO');
      expect(await talk(server.port, ['STARTTLS'])).toContain('a0 OK');
      expect(server.certificate).toContain('BEGIN CERTIFICATE');
    } finally {
      await server.stop();
    }
  });
});
