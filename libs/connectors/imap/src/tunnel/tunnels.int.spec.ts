import { createServer } from 'node:net';
import { ConnectorError, type OpenContext } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { startImapServer } from '@mailhaul/mail-servers';
import {
  type ForwardProxyOptions,
  startHttpProxy,
  startSocksProxy,
} from '@mailhaul/testing/proxies';
import { freePort } from '@mailhaul/testing/servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { imapConnector } from '../imap-connector.ts';
import type { ImapSettings } from '../imap-settings.ts';
import { probeImap } from '../probe-imap.ts';
import { selfSigned } from '../spec-support/self-signed.ts';

const context: OpenContext = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};
const credentials = { user: 'proxy user', password: 'proxy-canary-5' };
/** Only the proxy knows this host: nothing here may look it up. */
const host = 'imap.behind-the-proxy.invalid';

async function mailServer(security: 'none' | 'tls' | 'starttls' = 'none') {
  const certificate = selfSigned(host);
  const server = await startImapServer({
    mailboxes: [{ user: 'ann', password: 'secret' }],
    security,
    certificate,
  });
  onTestFinished(() => server.stop());
  return { port: server.port, cert: certificate.cert };
}

async function proxyOf(kind: 'socks4' | 'socks5' | 'http', options: ForwardProxyOptions) {
  const proxy = await (kind === 'http' ? startHttpProxy : startSocksProxy)(options);
  onTestFinished(() => proxy.stop());
  return proxy;
}

function settings(more: Partial<ImapSettings>): ImapSettings {
  return { host, port: 143, security: 'none', user: 'ann', password: 'secret', ...more };
}

async function refused(more: Partial<ImapSettings>): Promise<ConnectorError> {
  const error = await imapConnector(settings(more))
    .open(context)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

describe('through a proxy', () => {
  for (const kind of ['socks4', 'socks5', 'http'] as const) {
    it.each(['none', 'starttls', 'tls'] as const)(
      `${kind}: %s, the name looked up there`,
      async (security) => {
        const { port, cert } = await mailServer(security);
        const proxy = await proxyOf(kind, { port, credentials: { user: 'u', password: 'p' } });
        const more = {
          security,
          ...(security === 'none' ? {} : { ca: cert }),
          proxy: { kind, host: '127.0.0.1', port: proxy.port, user: 'u', password: 'p' },
        };
        const session = await imapConnector(settings(more)).open(context);
        expect(await session.listFolders()).toHaveLength(1);
        await session.close();
        expect(proxy.asked).toEqual([`${host}:143`]);
        const steps = await probeImap(settings(more), context);
        expect(steps.filter((step) => !step.ok)).toEqual([]);
        expect(steps[0]?.detail).toEqual(['looked up by the proxy']);
      },
    );

    it(`${kind}: wrong credentials and forbidden places are named, without the password`, async () => {
      const { port } = await mailServer();
      const locked = await proxyOf(kind, { port, credentials });
      const place = { kind, host: '127.0.0.1', port: locked.port } as const;
      for (const wrong of [place, { ...place, user: 'proxy user?', password: 'canary-wrong' }]) {
        const error = await refused({ proxy: wrong });
        expect([error.code, error.disposition]).toEqual(['proxy-failed', 'needsOperator']);
        expect(JSON.stringify([error, error.message, error.cause])).not.toContain('canary');
      }
      const closed = await proxyOf(kind, { port: undefined });
      expect((await refused({ proxy: { ...place, port: closed.port } })).code).toBe('proxy-failed');
    });
  }

  it('tells a proxy that is not there, that is none, and one that never answers', async () => {
    for (const kind of ['socks5', 'http'] as const) {
      const nowhere = { kind, host: '127.0.0.1', port: await freePort() };
      expect(await refused({ proxy: nowhere })).toMatchObject({
        code: 'proxy-failed',
        disposition: 'retry',
      });
      const { port } = await mailServer();
      expect((await refused({ proxy: { ...nowhere, port }, connectMsMax: 1000 })).scope).toBe(
        'connection',
      );
      const silent = createServer((socket) => socket.on('error', () => undefined));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void silent.close());
      const { port: silentPort } = silent.address() as { port: number };
      const error = await refused({ proxy: { ...nowhere, port: silentPort }, connectMsMax: 300 });
      expect(error.code).toBe('connection-timeout');
    }
  });
});
