import { createHash } from 'node:crypto';
import type { OpenContext } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ImapSettings, imapSettingsSchema } from '../imap-settings.ts';
import { openConnection } from '../open-connection.ts';
import type { Line } from '../open-socket.ts';
import { TlsSessions } from '../tls/tls-sessions.ts';

const context: OpenContext = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};
const hashed = createHash('sha256').update('hashed secret').digest('base64');

describeWithServer('dovecot', 'signing in to a real Dovecot', () => {
  let server: DovecotServer | undefined;

  beforeAll(async () => {
    server = await startDovecot({
      users: { 'ann@x': 'pä"ss, =word', jörg: 'secret', 'old@x': 'Ⅸ pass' },
      tls: true,
      extraConfig: `
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
auth_master_user_separator = *
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
passdb {
  driver = static
  args = password={SHA256}${hashed}
}
passdb {
  driver = static
  args = password=master-secret
  master = yes
  result_success = return-ok
}
`,
    });
  });
  afterAll(() => server?.stop());

  async function open(more: Partial<ImapSettings>, seams: { sessions?: TlsSessions } = {}) {
    const line: Line = { raw: undefined, tls: undefined };
    const settings = imapSettingsSchema.parse({
      host: '127.0.0.1',
      port: (more.security === 'tls' ? server?.tlsPort : server?.port) ?? 0,
      security: 'none',
      user: 'ann@x',
      password: 'pä"ss, =word',
      ...(more.security === undefined ? {} : { ca: server?.certificate ?? '' }),
      ...more,
    });
    const { socket, way } = await openConnection(settings, context, { line, ...seams });
    const isReused = line.tls?.isSessionReused();
    const selected = new Promise<string>((resolve) => {
      socket.once('data', (data: Buffer) => resolve(data.toString()));
    });
    socket.resume();
    socket.write('x STATUS INBOX (MESSAGES)\r\n');
    expect(await selected).toContain('* STATUS INBOX (MESSAGES 0)');
    socket.destroy();
    return { way, isReused };
  }

  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'] as const)(
    'by %s',
    async (auth) => {
      expect((await open({ auth })).way).toBe(auth);
      await open({ auth, user: 'jörg', password: 'secret' });
      await expect(open({ auth, password: 'wrong' })).rejects.toMatchObject({
        code: 'sign-in-rejected',
      });
    },
  );

  it('by the strongest of them, in the clear and over TLS', async () => {
    for (const security of ['none', 'starttls', 'tls'] as const) {
      expect((await open({ security })).way).toBe('SCRAM-SHA-256');
    }
  });

  it('by PLAIN over TLS where the server holds the password in a form that SCRAM cannot use', async () => {
    const user = { user: 'carl', password: 'hashed secret' };
    expect((await open({ ...user, security: 'tls' })).way).toBe('PLAIN');
    // In the clear a refusal may come from who sits on the line.
    await expect(open(user)).rejects.toMatchObject({ code: 'sign-in-rejected' });
    expect((await open({ ...user, auth: 'PLAIN' })).way).toBe('PLAIN');
  });

  it('where it has not prepared the password (RFC 4013)', async () => {
    const old = { user: 'old@x', password: 'Ⅸ pass' };
    expect((await open(old)).way).toBe('SCRAM-SHA-256');
    expect((await open({ ...old, auth: 'SCRAM-SHA-256', security: 'tls' })).way).toBe(
      'SCRAM-SHA-256',
    );
    expect((await open({ ...old, security: 'tls' })).way).toBe('PLAIN');
  });

  it('as a master user: by the authorization identity and by user*master', async () => {
    const master = { password: 'master-secret' };
    expect((await open({ ...master, login: 'top', isAdmin: true })).way).toBe('SCRAM-SHA-256');
    expect((await open({ ...master, login: 'top', isAdmin: true, auth: 'PLAIN' })).way).toBe(
      'PLAIN',
    );
    await open({ ...master, login: 'ann@x*top' });
    await open({ ...master, login: 'ann@x*top', auth: 'LOGIN', security: 'starttls' });
    await expect(open({ password: 'wrong', login: 'ann@x*top' })).rejects.toMatchObject({
      code: 'sign-in-rejected',
    });
  });

  it('shortens the handshake of further connections, but for pinned certificates', async () => {
    const { fingerprint256 } = new X509Certificate(server?.certificate ?? '');
    const sessions = new TlsSessions();
    expect((await open({ security: 'tls' }, { sessions })).isReused).toBe(false);
    expect((await open({ security: 'tls' }, { sessions })).isReused).toBe(true);
    const pinned: Partial<ImapSettings> = { security: 'tls', pins: [fingerprint256] };
    // A resumed session shows no certificate to compare.
    for (const _ of [1, 2]) expect((await open(pinned, { sessions })).isReused).toBe(false);
  });
});
