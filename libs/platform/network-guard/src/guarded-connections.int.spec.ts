import type { OpenContext } from '@mailhaul/connector-contract';
import { openConnector, parseConnectionUrl, probeConnection } from '@mailhaul/connector-registry';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { startImapServer } from '@mailhaul/mail-servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NetworkGuard } from './network-guard.ts';

const context: OpenContext = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};
const loopback = ['127.0.0.0/8', '::1/128'];

async function mailServer(): Promise<number> {
  const server = await startImapServer({ mailboxes: [{ user: 'ann', password: 'secret' }] });
  onTestFinished(() => server.stop());
  return server.port;
}

const urlOf = (host: string, port: number) => `imap://ann:secret@${host}:${port}?security=none`;

describe('connections through the registry, with the network guard', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST'])(
    'reach %s where loopback is granted',
    async (host) => {
      const port = await mailServer();
      const addressGuard = new NetworkGuard({ granted: loopback });
      const session = await openConnector(urlOf(host, port), { addressGuard }).open(context);
      expect(await session.listFolders()).toHaveLength(1);
      await session.close();
    },
  );

  it.each(['127.0.0.1', 'localhost', '127.0.0.2'])(
    'do not reach %s where nothing is',
    async (host) => {
      const port = await mailServer();
      const addressGuard = new NetworkGuard({ granted: ['10.0.0.0/8'] });
      await expect(
        openConnector(urlOf(host, port), { addressGuard }).open(context),
      ).rejects.toMatchObject({
        code: 'address-refused',
      });
      const parsed = parseConnectionUrl(urlOf(host, port));
      if (!parsed.ok) throw new Error(parsed.problem);
      const steps = await probeConnection(parsed.settings, context, { addressGuard });
      expect(steps).toMatchObject([{ name: 'resolve', ok: false }]);
    },
  );

  it('do not follow a name that has moved to the loopback', async () => {
    const port = await mailServer();
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const lookUp = async () => answers.shift() ?? [];
    const addressGuard = new NetworkGuard({ granted: ['127.0.0.1/32'], lookUp });
    const connector = openConnector(urlOf('mail.example', port), { addressGuard });
    const session = await connector.open(context);
    await session.close();
    await expect(connector.open(context)).rejects.toMatchObject({ code: 'address-refused' });
    expect(answers).toEqual([]);
  });
});
