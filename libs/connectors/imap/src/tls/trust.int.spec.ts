import { X509Certificate } from 'node:crypto';
import { type AddressInfo, type Server, createServer as createTcpServer } from 'node:net';
import { type TlsOptions, createServer } from 'node:tls';
import { ConnectorError, type OpenContext } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { type ImapServerOptions, startImapServer } from '@mailhaul/mail-servers';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { imapConnector } from '../imap-connector.ts';
import type { ImapSettings } from '../imap-settings.ts';
import { probeImap } from '../probe-imap.ts';
import { type KeyPair, pkcs12, selfSigned, signedBy } from '../spec-support/self-signed.ts';

const context: OpenContext = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};

let localhost: KeyPair;
let elsewhere: KeyPair;
beforeAll(() => {
  localhost = selfSigned('localhost');
  elsewhere = selfSigned('elsewhere.example');
});

function fingerprint({ cert }: KeyPair): string {
  return new X509Certificate(cert).fingerprint256;
}

async function serve(options: ImapServerOptions) {
  const server = await startImapServer({
    mailboxes: [{ user: 'ann', password: 'secret' }],
    refusesPlainText: true,
    certificate: localhost,
    ...options,
  });
  onTestFinished(() => server.stop());
  const settings = (more: Partial<ImapSettings>): ImapSettings => ({
    host: 'localhost',
    port: server.port,
    security: options.security ?? 'tls',
    user: 'ann',
    ...(more.auth === 'EXTERNAL' ? {} : { password: 'secret' }),
    ...more,
  });
  const open = async (more: Partial<ImapSettings>) => {
    const session = await imapConnector(settings(more)).open(context);
    await session.close();
  };
  const refused = (more: Partial<ImapSettings>) => failure(open(more));
  return { server, settings, open, refused };
}

async function failure(work: Promise<unknown>): Promise<ConnectorError> {
  const error = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe.each(['tls', 'starttls'] as const)('whom a connection trusts (%s)', (security) => {
  it('refuses an unknown authority before anything is said, and shows the chain to pin', async () => {
    const { refused, server, settings } = await serve({ security });
    const error = await refused({});
    expect([error.code, error.disposition]).toEqual(['certificate-rejected', 'needsOperator']);
    expect(error.remedy).toContain('pin=');
    expect(server.commandCount('AUTHENTICATE') + server.commandCount('LOGIN')).toBe(0);
    const steps = await probeImap(settings({}), context);
    expect(steps.map(({ name, ok }) => [name, ok])).toEqual([
      ['resolve', true],
      ['connect', true],
      ['tls', false],
    ]);
    expect(steps[2]?.detail.join('\n')).toContain(`SHA-256 ${fingerprint(localhost)}`);
    expect(steps[2]?.detail.join('\n')).toContain('subject localhost');
  });

  it('trusts an authority of its own, for the names that it signed', async () => {
    const { open, settings } = await serve({ security });
    await open({ ca: localhost.cert });
    const steps = await probeImap(settings({ ca: localhost.cert, password: 'wrong' }), context);
    expect(steps.slice(2).map(({ name, ok }) => [name, ok])).toEqual([
      ['tls', true],
      ['sign-in', false],
    ]);
    expect(steps[2]?.detail.join('\n')).toContain(`SHA-256 ${fingerprint(localhost)}`);
    const other = await serve({ security, certificate: elsewhere });
    const error = await other.refused({ ca: elsewhere.cert });
    expect([error.code, error.message]).toEqual([
      'certificate-rejected',
      'The certificate of the server is not trusted (ERR_TLS_CERT_ALTNAME_INVALID).',
    ]);
  });

  it('trusts a pinned certificate whatever its name, and names both when it changes', async () => {
    const { open, refused, server, settings } = await serve({ security, certificate: elsewhere });
    await open({ pins: [fingerprint(elsewhere)] });
    await open({ pins: [fingerprint(localhost), fingerprint(elsewhere)] });
    const signedIn = server.commandCount('AUTHENTICATE');
    const error = await refused({ pins: [fingerprint(localhost)] });
    expect([error.code, error.disposition]).toEqual(['certificate-changed', 'needsOperator']);
    expect(error.message).toContain(fingerprint(localhost));
    expect(error.message).toContain(fingerprint(elsewhere));
    // A pin is no other name for trust: with one, a certificate that is valid in itself counts for nothing.
    expect((await refused({ pins: [fingerprint(localhost)], ca: elsewhere.cert })).code).toBe(
      'certificate-changed',
    );
    expect(server.commandCount('AUTHENTICATE')).toBe(signedIn);
    const steps = await probeImap(settings({ pins: [fingerprint(localhost)] }), context);
    expect(steps.at(-1)).toMatchObject({ name: 'tls', ok: false });
    expect(steps.at(-1)?.detail.join('\n')).toContain('subject elsewhere.example');
  });
});

describe('client certificates', () => {
  it('are shown from PEM files and from PKCS#12, and may be all that signs in', async () => {
    const authority = selfSigned('our authority');
    const client = signedBy(authority, 'ann');
    const { open, refused } = await serve({
      security: 'tls',
      clientCa: authority.cert,
      mechanisms: ['EXTERNAL', 'PLAIN'],
    });
    const base = { ca: localhost.cert };
    await open({ ...base, clientCertificate: client });
    await open({ ...base, clientCertificate: client, auth: 'EXTERNAL' });
    const pfx = new Uint8Array(pkcs12(client, 'open sesame'));
    await open({
      ...base,
      clientCertificate: { pfx, passphrase: 'open sesame' },
      auth: 'EXTERNAL',
    });
    const without = await refused(base);
    expect([without.code, without.disposition]).toEqual(['tls-failed', 'needsOperator']);
    expect(without.remedy).toContain('cert-file=');
    const stranger = await refused({ ...base, clientCertificate: selfSigned('ann') });
    // Node's server says no word about it; OpenSSL's alert is the case above.
    expect(stranger.scope).toBe('connection');
  });
});

describe('the line itself', () => {
  it('names the server it wants, but no address, and takes nothing older than TLS 1.2', async () => {
    const names: (string | false | null)[] = [];
    const start = async (more: TlsOptions) => {
      const server = createServer({ ...localhost, ...more }, (socket) => {
        names.push(socket.servername);
        socket.on('error', () => undefined);
        socket.end('* BYE no\r\n');
      });
      server.on('tlsClientError', (_, socket) => socket.destroy());
      return listening(server);
    };
    const settings = {
      security: 'tls' as const,
      user: 'u',
      password: 'p',
      ca: localhost.cert,
    };
    const port = await start({});
    for (const host of ['localhost', '127.0.0.1'])
      await failure(imapConnector({ ...settings, host, port }).open(context));
    expect(names).toEqual(['localhost', false]);
    const old = await start({
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    });
    const error = await failure(
      imapConnector({ ...settings, host: 'localhost', port: old }).open(context),
    );
    expect(error.code).toBe('tls-failed');
  });

  it('takes nothing that was put into the line before the handshake for the server’s word', async () => {
    // What follows the OK in the same packet, and what comes a moment later in one of its own.
    for (const delayMs of [0, 30]) {
      let sent = '';
      const server = createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n');
        socket.on('data', (chunk) => {
          sent += chunk.toString('latin1');
          const tag = /^(\S+) STARTTLS/m.exec(chunk.toString('latin1'))?.[1];
          if (tag === undefined) return;
          const forged = '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n2 OK done\r\n3 OK done\r\n';
          socket.write(`${tag} OK begin\r\n${delayMs === 0 ? forged : ''}`);
          if (delayMs > 0) void systemClock.sleep(delayMs).then(() => socket.write(forged));
        });
      });
      const port = await listening(server);
      const error = await failure(
        imapConnector({
          host: 'localhost',
          port,
          security: 'starttls',
          user: 'u',
          password: 'p',
        }).open(context),
      );
      expect([error.code, error.disposition]).toEqual(['tls-failed', 'needsOperator']);
      expect(sent).not.toMatch(/LOGIN|AUTHENTICATE/);
    }
  });
});
