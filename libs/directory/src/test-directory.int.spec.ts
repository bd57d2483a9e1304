import { ConnectorError } from '@mailhaul/connector-contract';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { NetworkGuard } from '@mailhaul/network-guard';
import {
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  freePort,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DirectorySettings } from './directory-settings.ts';
import { searchDirectoryMailboxes } from './search-mailboxes.ts';
import { exchangeEntries } from './spec-support/people.ts';
import { testDirectory } from './test-directory.ts';

const context = { clock: systemClock, random: systemRandom, signal: new AbortController().signal };
const allSteps = ['resolve', 'connect', 'tls', 'sign-in', 'base', 'mailboxes'];

describeWithServer('slapd', 'the test of a directory', () => {
  let server: SlapdServer;
  beforeAll(async () => {
    server = await startSlapd({ entries: exchangeEntries, more: ['security simple_bind=1'] });
  }, 90_000);
  afterAll(() => server.stop());

  const settings = (more: Partial<DirectorySettings> = {}): DirectorySettings => ({
    ...{ host: '127.0.0.1', port: server.port, security: 'starttls', ca: server.certificate },
    ...{ bindDn: directoryReader, password: directoryReaderPassword },
    ...more,
  });
  const test = async (more: Partial<DirectorySettings> = {}) => {
    const told: string[] = [];
    const steps = await testDirectory(settings(more), context, ({ name }) => told.push(name));
    expect(told).toEqual(steps.map(({ name }) => name));
    return steps;
  };
  const end = async (more: Partial<DirectorySettings>) => (await test(more)).at(-1);

  it.each(['tls', 'starttls'] as const)('goes through over %s', async (security) => {
    const port = security === 'tls' ? server.tlsPort : server.port;
    const steps = await test({ security, port });
    expect(steps.map(({ name }) => name)).toEqual(allSteps);
    expect(steps.every(({ ok }) => ok)).toBe(true);
    const words = steps.map(({ detail }) => detail.join('\n'));
    expect(words[2]).toContain('subject localhost');
    expect(words[4]).toContain(`${directoryBase}, as the server names it`);
    expect(words[5]).toContain('7 mailboxes, known by the attributes of Exchange');
    expect(words[5]).toContain('2 beside them');
  });

  it('trusts a pinned certificate, and no other', async () => {
    const { X509Certificate } = await import('node:crypto');
    const { fingerprint256 } = new X509Certificate(server.certificate);
    const pinned = { ca: undefined, pins: [fingerprint256] };
    expect(await end(pinned)).toMatchObject({ name: 'mailboxes', ok: true });
    const other = fingerprint256.replace(/^../, (two) => (two === 'AA' ? 'BB' : 'AA'));
    const unknown = { ca: undefined, pins: [other] };
    expect(await end(unknown)).toMatchObject({ name: 'tls', code: 'certificate-changed' });
    expect(await end({ ca: undefined })).toMatchObject({
      ...{ name: 'tls', ok: false, code: 'certificate-rejected' },
    });
  });

  it.each([
    [{ password: 'wrong-canary' }, 'sign-in', 'sign-in-rejected'],
    [{ bindDn: `cn=nobody,${directoryBase}` }, 'sign-in', 'sign-in-rejected'],
    [{ security: 'none' as const, ca: undefined }, 'sign-in', 'tls-required'],
    [{ baseDn: `ou=Nowhere,${directoryBase}` }, 'base', 'directory-base-missing'],
    [{ baseDn: 'no name' }, 'base', 'directory-base-missing'],
    [{ host: 'nowhere.invalid' }, 'resolve', 'host-not-found'],
    [{ bindDn: undefined, password: undefined }, 'base', 'directory-base-missing'],
  ])('ends with %j at %s', async (more, name, code) => {
    const step = await end(more);
    expect(step).toMatchObject({ name, ok: false, code });
    expect(step?.remedy).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify(step)).not.toContain('canary');
  });

  it('tells a closed port and a port without TLS', async () => {
    expect(await end({ port: await freePort() })).toMatchObject({
      ...{ name: 'connect', code: 'connection-refused' },
    });
    expect(await end({ security: 'tls', connectMsMax: 30_000 })).toMatchObject({ name: 'tls' });
  });

  it('leads nowhere that the guard does not allow', async () => {
    const closed = new NetworkGuard({ granted: [] });
    expect(await end({ addressGuard: closed })).toMatchObject({
      ...{ name: 'resolve', code: 'address-refused' },
    });
    await expect(
      searchDirectoryMailboxes(settings({ addressGuard: closed }), {}, context),
    ).rejects.toMatchObject({ code: 'address-refused' });
    const open = new NetworkGuard({ granted: ['127.0.0.0/8'] });
    expect(await end({ addressGuard: open })).toMatchObject({ ok: true });
  });

  it('does not sign in where the line is not trusted', async () => {
    const seen = searchDirectoryMailboxes(settings({ ca: undefined }), {}, context);
    await expect(seen).rejects.toMatchObject({ code: 'certificate-rejected' });
    await expect(seen).rejects.toBeInstanceOf(ConnectorError);
  });
});

describe('settings of a directory', () => {
  const place = { host: 'h', port: 389, security: 'none' } as const;
  it.each([
    [{ bindDn: 'cn=a', password: '' }],
    [{ bindDn: 'cn=a' }],
    [{ password: 'p' }],
    [{ bindDn: 'EXTERNAL', password: 'p' }],
    [{ bindDn: 'cn=a\u0000', password: 'p' }],
  ])('refuse %j', async (more) => {
    await expect(testDirectory({ ...place, ...more }, context)).rejects.toThrow();
  });
});
