import { connect } from 'node:net';
import { ImapFlow } from 'imapflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { RawClient } from './spec-support/raw-client.ts';
import { selfSignedCertificate } from './spec-support/certificate.ts';
import { startForSpec } from './spec-support/start-for-spec.ts';

describe('TLS', () => {
  let certificate: { key: string; cert: string };
  beforeAll(() => {
    certificate = selfSignedCertificate();
  });

  it.each(['tls', 'starttls'] as const)('serves imapflow over %s', async (security) => {
    const server = await startForSpec({ security, certificate, refusesPlainText: true });
    const client = new ImapFlow({
      host: server.host,
      port: server.port,
      secure: security === 'tls',
      doSTARTTLS: security === 'starttls',
      tls: { rejectUnauthorized: false },
      auth: { user: 'ann', pass: 'secret' },
      logger: false,
    });
    await client.connect();
    await client.append('INBOX', 'Subject: hi\r\n\r\n' + 'x'.repeat(300_000));
    await client.mailboxOpen('INBOX');
    const message = await client.fetchOne('1', { source: true });
    expect(message === false ? 0 : message.source?.length).toBe(300_015);
    await client.logout();
  });

  it('refuses a password in the clear, and forgets what came before the handshake', async () => {
    const server = await startForSpec({
      security: 'starttls',
      certificate,
      refusesPlainText: true,
    });
    const client = await RawClient.open(server);
    expect(client.greeting).toContain('STARTTLS LOGINDISABLED');
    expect(await client.command('LOGIN ann secret')).toMatch(/^t NO \[PRIVACYREQUIRED\]/m);
    client.send('a STARTTLS\r\nb NOOP\r\n');
    expect(await client.until(/^a OK.*\r\n/m)).not.toContain('b OK');
    client.close();
    await expect.poll(() => server.connectionCount()).toBe(0);
    expect(server.commandCount('NOOP')).toBe(0);
  });

  it('survives a client that speaks no TLS', async () => {
    const server = await startForSpec({ security: 'tls', certificate });
    const socket = connect(server.port, server.host);
    socket.on('error', () => undefined);
    socket.write('a NOOP\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(server.connectionCount()).toBe(0);
  });
});
