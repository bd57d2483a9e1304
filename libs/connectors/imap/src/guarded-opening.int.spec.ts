import { createServer, type AddressInfo, type Server } from 'node:net';
import {
  type AddressGuard,
  ConnectorError,
  errorCatalogue,
  type OpenContext,
} from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { startImapServer } from '@mailhaul/mail-servers';
import { startHttpProxy, startSocksProxy } from '@mailhaul/testing/proxies';
import { describe, expect, it, onTestFinished } from 'vitest';
import { imapConnector } from './imap-connector.ts';
import type { ImapSettings } from './imap-settings.ts';
import { probeImap } from './probe-imap.ts';
import { selfSigned } from './spec-support/self-signed.ts';

const context: OpenContext = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};
/** Nobody but the guard knows it. */
const host = 'imap.guarded.invalid';
const unknown = Object.assign(new Error('unknown'), { code: 'ENOTFOUND' });

function addressRefused(): ConnectorError {
  const { scope, disposition, cause, whatToDo } = errorCatalogue['address-refused'];
  return new ConnectorError({
    code: 'address-refused',
    scope,
    disposition,
    message: cause,
    remedy: whatToDo,
  });
}

/** Answers in turn, the last again and again; an error is thrown. */
function guardThat(answers: Readonly<Record<string, (readonly string[] | Error)[]>>) {
  const asked: string[] = [];
  const guard: AddressGuard = {
    resolve: async (name) => {
      asked.push(name);
      const list = answers[name] ?? [unknown];
      const answer = list.length > 1 ? list.shift() : list[0];
      if (answer instanceof Error) throw answer;
      return answer ?? [];
    },
  };
  return { guard, asked };
}

async function mailServer(security: ImapSettings['security'] = 'none') {
  const certificate = selfSigned(host);
  const mailboxes = [{ user: 'ann', password: 'secret' }];
  const server = await startImapServer({ mailboxes, security, certificate });
  onTestFinished(() => server.stop());
  return { port: server.port, ca: certificate.cert };
}

/** Counts who comes, and says nothing. */
async function listener(address: string, port: number) {
  let count = 0;
  const server: Server = createServer((socket) => {
    count += 1;
    socket.on('error', () => undefined);
    socket.end('* BYE\r\n');
  });
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, count: () => count };
}

function settings(more: Partial<ImapSettings>): ImapSettings {
  return { host, port: 143, security: 'none', user: 'ann', password: 'secret', ...more };
}

async function codeOf(more: Partial<ImapSettings>): Promise<string> {
  const error = await imapConnector(settings(more))
    .open(context)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConnectorError);
  return (error as ConnectorError).code;
}

describe('a connection with an address guard', () => {
  it.each(['none', 'starttls', 'tls'] as const)(
    '%s: leads to the address it gave, under the name of the host, asked once',
    async (security) => {
      const { port, ca } = await mailServer(security);
      const { guard, asked } = guardThat({ [host]: [['127.0.0.1']] });
      const trust = security === 'none' ? {} : { ca };
      const wanted = settings({ port, security, ...trust, addressGuard: guard });
      const session = await imapConnector(wanted).open(context);
      expect(await session.listFolders()).toHaveLength(1);
      await session.close();
      expect(asked).toEqual([host]);
      const steps = await probeImap(wanted, context);
      expect(steps.filter((step) => !step.ok)).toEqual([]);
      expect(steps[0]?.detail).toEqual(['127.0.0.1']);
    },
  );

  it('never leads to an address that the name has got since', async () => {
    const checked = await listener('127.0.0.2', 0);
    const moved = await listener('127.0.0.1', checked.port);
    const { guard, asked } = guardThat({ [host]: [['127.0.0.2'], ['127.0.0.1']] });
    await codeOf({ port: checked.port, addressGuard: guard });
    expect([checked.count(), moved.count(), asked.length]).toEqual([1, 0, 1]);
  });

  it('asks again for each connection, and takes a refusal then', async () => {
    const { port } = await mailServer();
    const { guard } = guardThat({ [host]: [['127.0.0.1'], addressRefused()] });
    const connector = imapConnector(settings({ port, addressGuard: guard }));
    const session = await connector.open(context);
    await expect(connector.open(context)).rejects.toMatchObject({ code: 'address-refused' });
    await session.close();
  });

  it('goes on to the next address where one does not answer', async () => {
    const { port } = await mailServer();
    const { guard, asked } = guardThat({ [host]: [['127.0.0.9', '::1', '127.0.0.1']] });
    const connector = imapConnector(settings({ port, addressGuard: guard }));
    const session = await connector.open(context);
    await session.close();
    expect(asked).toEqual([host]);
  });

  it.each(['127.0.0.1', '2130706433', '127.1'])(
    'connects to nothing that is refused, also where the host is the address %s',
    async (place) => {
      const here = await listener('127.0.0.1', 0);
      const { guard } = guardThat({ [place]: [addressRefused()] });
      const wanted = { host: place, port: here.port, addressGuard: guard };
      expect(await codeOf(wanted)).toBe('address-refused');
      const steps = await probeImap(settings(wanted), context);
      expect(steps).toMatchObject([{ name: 'resolve', ok: false }]);
      expect(here.count()).toBe(0);
    },
  );

  it('connects to nothing where the guard gives nothing', async () => {
    const here = await listener('127.0.0.1', 0);
    const { guard } = guardThat({ '127.0.0.1': [[]] });
    expect(await codeOf({ host: '127.0.0.1', port: here.port, addressGuard: guard })).toBe(
      'host-not-found',
    );
    expect(here.count()).toBe(0);
  });

  it('does not wait for ever, and knows an unknown name', async () => {
    const addressGuard: AddressGuard = { resolve: () => new Promise(() => undefined) };
    expect(await codeOf({ addressGuard, lookupMsMax: 100 })).toBe('host-lookup-timeout');
    expect(await codeOf({ addressGuard: guardThat({}).guard })).toBe('host-not-found');
  });

  for (const kind of ['socks4', 'socks5', 'http'] as const) {
    it(`${kind}: the proxy is asked for, and the host behind it`, async () => {
      const { port } = await mailServer();
      const proxy = await (kind === 'http' ? startHttpProxy : startSocksProxy)({ port });
      onTestFinished(() => proxy.stop());
      const place = { kind, host: 'proxy.guarded.invalid', port: proxy.port };
      const known = ['127.0.0.1'];
      for (const guard of [
        guardThat({ [place.host]: [addressRefused()] }).guard,
        guardThat({ [place.host]: [known], [host]: [addressRefused()] }).guard,
      ]) {
        expect(await codeOf({ proxy: place, addressGuard: guard })).toBe('address-refused');
      }
      expect(proxy.asked).toEqual([]);
      const lost = guardThat({}).guard;
      expect(await codeOf({ proxy: place, addressGuard: lost })).toBe('proxy-failed');

      const { guard, asked } = guardThat({ [place.host]: [known] });
      const wanted = settings({ proxy: place, addressGuard: guard });
      const session = await imapConnector(wanted).open(context);
      await session.close();
      expect(proxy.asked).toEqual([`${host}:143`]);
      expect(asked.toSorted()).toEqual([host, place.host].toSorted());
    });
  }
});
