import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { ConnectorError, type OpenContext } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { type ImapServerOptions, rewriteLines, startImapServer } from '@mailhaul/mail-servers';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type ImapSettings, imapSettingsSchema } from '../imap-settings.ts';
import { openConnection } from '../open-connection.ts';
import { type KeyPair, selfSigned } from '../spec-support/self-signed.ts';
import { TlsSessions } from '../tls/tls-sessions.ts';

const context: OpenContext = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};

let certificate: KeyPair;
beforeAll(() => {
  certificate = selfSigned('localhost');
});

async function serve(options: ImapServerOptions) {
  const tried: string[] = [];
  const server = await startImapServer({
    mailboxes: [{ user: 'ann', password: 'secret' }],
    mechanisms: ['PLAIN', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'],
    security: 'tls',
    certificate,
    onTrace: (line) => tried.push(...(/AUTHENTICATE (\S+)/.exec(line)?.slice(1) ?? [])),
    ...options,
  });
  onTestFinished(() => server.stop());
  const sessions = new TlsSessions();
  const open = async (more: Partial<ImapSettings> = {}) => {
    const security = options.security ?? 'tls';
    const settings = imapSettingsSchema.parse({
      ...{ host: 'localhost', port: server.port, security, user: 'ann', password: 'secret' },
      ...(security === 'none' ? {} : { ca: certificate.cert }),
      ...more,
    });
    const { socket, way } = await openConnection(settings, context, { sessions });
    socket.destroy();
    return way;
  };
  const refused = async (more: Partial<ImapSettings> = {}) => {
    const error = await open(more).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectorError);
    return error as ConnectorError;
  };
  return { server, tried, open, refused };
}

function newestTls(version: 'TLSv1.2' | 'TLSv1.3'): void {
  const before = tls.DEFAULT_MAX_VERSION;
  tls.DEFAULT_MAX_VERSION = version;
  onTestFinished(() => {
    tls.DEFAULT_MAX_VERSION = before;
  });
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a sign-in tied to its connection (%s)',
  (version) => {
    it.each(['tls', 'starttls'] as const)('holds on that connection (%s)', async (security) => {
      newestTls(version);
      const { open, tried } = await serve({ security });
      expect(await open()).toBe('SCRAM-SHA-256-PLUS');
      // Also over a session that is resumed.
      expect(await open({ auth: 'SCRAM-SHA-1-PLUS' })).toBe('SCRAM-SHA-1-PLUS');
      expect(await open({ auth: 'SCRAM-SHA-256' })).toBe('SCRAM-SHA-256');
      expect(tried).toEqual(['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256']);
    });

    it('holds on no other: who opens the line on its way gets neither mailbox nor password', async () => {
      newestTls(version);
      const { refused, server, tried } = await serve({});
      const between = selfSigned('localhost');
      const relay = tls.createServer(between, (near) => {
        const far = tls.connect({
          port: server.port,
          host: '127.0.0.1',
          rejectUnauthorized: false,
        });
        for (const socket of [near, far]) socket.on('error', () => undefined);
        near.pipe(far).pipe(near);
      });
      await new Promise<void>((resolve) => relay.listen(0, 'localhost', resolve));
      onTestFinished(() => void relay.close());
      const { port } = relay.address() as AddressInfo;
      const error = await refused({ port, ca: between.cert });
      expect([error.code, error.disposition]).toEqual(['protocol-violation', 'needsOperator']);
      expect(error.message).toContain('another TLS connection');
      expect(tried).toEqual(['SCRAM-SHA-256-PLUS']);
    });

    it('says nothing more after a refusal of its proof', async () => {
      newestTls(version);
      const { refused, tried } = await serve({});
      const error = await refused({ password: 'wrong' });
      expect(error.code).toBe('sign-in-rejected');
      expect(error.remedy).toContain('tied to the TLS connection');
      expect(tried).toEqual(['SCRAM-SHA-256-PLUS']);
    });
  },
);

describe('a server that cannot be tied to', () => {
  it('is signed in to without where it knows another kind of binding only', async () => {
    newestTls('TLSv1.3');
    const { open, refused, tried } = await serve({ bindings: ['tls-server-end-point'] });
    expect(await open()).toBe('SCRAM-SHA-256');
    expect(tried).toEqual(['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256']);
    expect((await refused({ auth: 'SCRAM-SHA-256-PLUS' })).code).toBe('sign-in-rejected');
    expect(tried).toHaveLength(3);
  });

  it('is told when its offer did not arrive', async () => {
    const strip = rewriteLines((line) => line.replace(/ AUTH=SCRAM-SHA-\d+-PLUS/g, ''));
    const { refused, open, tried } = await serve({ behaviours: [strip] });
    expect((await refused()).message).toContain('that offer did not arrive');
    expect(tried).toEqual(['SCRAM-SHA-256']);
    expect(await open({ auth: 'SCRAM-SHA-256' })).toBe('SCRAM-SHA-256');
  });

  it('has no such offer in the clear', async () => {
    const { open, refused } = await serve({ security: 'none' });
    expect(await open()).toBe('SCRAM-SHA-256');
    expect((await refused({ auth: 'SCRAM-SHA-256-PLUS' })).code).toBe('sign-in-method-missing');
  });
});

describe('a password that RFC 4013 writes in another way', () => {
  it.each([
    ['prepares it as well', 'IX pass', 1],
    ['knows it as it was typed', 'Ⅸ\u00a0pass', 2],
  ])('is taken in the clear where the server %s', async (_, password, tries) => {
    const mailboxes = [{ user: 'ann', password }];
    const { open, tried } = await serve({ mailboxes, security: 'none' });
    for (const auth of [undefined, 'SCRAM-SHA-256'] as const)
      expect(await open({ password: 'Ⅸ\u00a0pass', ...(auth && { auth }) })).toBe('SCRAM-SHA-256');
    expect(tried).toEqual(Array<string>(tries * 2).fill('SCRAM-SHA-256'));
  });

  it('is never sent untied, nor in the open, after a refusal of a tied proof', async () => {
    const mailboxes = [{ user: 'ann', password: 'Ⅸ' }];
    const { open, refused, tried } = await serve({ mailboxes });
    expect(await open({ password: 'Ⅸ' })).toBe('SCRAM-SHA-256-PLUS');
    expect((await refused({ password: 'Ⅸx' })).remedy).toContain('tied to the TLS connection');
    expect(tried).toEqual(Array<string>(4).fill('SCRAM-SHA-256-PLUS'));
  });

  it('is sent as it was typed over TLS, where SCRAM was refused', async () => {
    const mailboxes = [{ user: 'ann', password: 'Ⅸ' }];
    const { open } = await serve({ mailboxes, mechanisms: ['PLAIN', 'SCRAM-SHA-256'] });
    expect(await open({ password: 'Ⅸ' })).toBe('PLAIN');
    expect(await open({ password: 'Ⅸ', auth: 'SCRAM-SHA-256' })).toBe('SCRAM-SHA-256');
  });
});
