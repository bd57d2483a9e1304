import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AddressGuard,
  ConnectorError,
  errorCatalogue,
  type TokenRequest,
} from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { startSocksProxy } from '@mailhaul/testing/proxies';
import { describe, expect, it, onTestFinished } from 'vitest';
import { imapSettingsOf } from '../imap-settings-of.ts';
import { parseConnectionUrl } from '../parse-connection-url.ts';

const request: TokenRequest = {
  clock: systemClock,
  random: systemRandom,
  signal: new AbortController().signal,
};

async function endpoint() {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    response.end(JSON.stringify({ access_token: 'granted' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, count: () => count };
}

function guardThat(closed: readonly string[]) {
  const asked: string[] = [];
  const { scope, disposition, cause, whatToDo } = errorCatalogue['address-refused'];
  const guard: AddressGuard = {
    resolve: async (host) => {
      asked.push(host);
      if (!closed.includes(host)) return ['127.0.0.1'];
      const code = 'address-refused';
      throw new ConnectorError({ code, scope, disposition, message: cause, remedy: whatToDo });
    },
  };
  return { guard, asked };
}

function tokenOf(search: string, addressGuard: AddressGuard): Promise<string> {
  const parsed = parseConnectionUrl(`imaps://ann%40x@h?${search}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  const environment = { REFRESH: 'refresh-1' };
  const { token } = imapSettingsOf(parsed.settings, { environment, addressGuard });
  if (token === undefined) throw new Error('no token source');
  return token.token(request);
}

describe('a token endpoint, with an address guard', () => {
  it('is asked at the address that the guard gave', async () => {
    const { port, count } = await endpoint();
    const { guard, asked } = guardThat([]);
    const oauth = `oauth=http://localhost:${port}/token&client-id=c&refresh-token-env=REFRESH`;
    expect(await tokenOf(oauth, guard)).toBe('granted');
    expect([count(), asked]).toEqual([1, ['localhost']]);
  });

  it('is not asked where the guard refuses it, and the refusal is told as such', async () => {
    const { port, count } = await endpoint();
    const oauth = `oauth=http://127.0.0.1:${port}/token&client-id=c&refresh-token-env=REFRESH`;
    await expect(tokenOf(oauth, guardThat(['127.0.0.1']).guard)).rejects.toMatchObject({
      code: 'address-refused',
      disposition: 'needsOperator',
    });
    expect(count()).toBe(0);
  });

  it('behind a proxy: both are judged', async () => {
    const { port, count } = await endpoint();
    const proxy = await startSocksProxy({ port });
    onTestFinished(() => proxy.stop());
    const oauth = `oauth=http://localhost:${port}/token&client-id=c&refresh-token-env=REFRESH&proxy=socks5://proxy.invalid:${proxy.port}`;
    for (const closed of ['localhost', 'proxy.invalid']) {
      const { guard } = guardThat([closed]);
      await expect(tokenOf(oauth, guard)).rejects.toMatchObject({ code: 'address-refused' });
    }
    expect([proxy.asked, count()]).toEqual([[], 0]);
    expect(await tokenOf(oauth, guardThat([]).guard)).toBe('granted');
  });
});
