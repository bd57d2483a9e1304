import type { AddressGuard } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { errorOf } from './errors.ts';
import { probeEws } from './probe-ews.ts';
import { context, failureOf, startStage } from './spec-support/ews-stage.ts';
import { selfSigned } from './spec-support/self-signed.ts';

function guard(resolve: AddressGuard['resolve']): { asked: string[]; addressGuard: AddressGuard } {
  const asked: string[] = [];
  const addressGuard = {
    resolve: (host: string) => {
      asked.push(host);
      return resolve(host);
    },
  };
  return { asked, addressGuard };
}

const refusing = () => Promise.reject(errorOf('address-refused'));

describe('an address guard', () => {
  it('keeps connections from being made, to names and to addresses', async () => {
    const stage = await startStage();
    let count = 0;
    stage.misbehave(() => void (count += 1));
    for (const host of ['127.0.0.1', 'localhost', '0x7f.1']) {
      const { asked, addressGuard } = guard(refusing);
      const error = await failureOf(stage.open({ host, addressGuard }));
      expect([error.code, error.scope]).toEqual(['address-refused', 'connection']);
      expect(asked).toEqual([host]);
    }
    expect(count).toBe(0);
  });

  it('says where a name leads; it is not looked up again', async () => {
    const stage = await startStage();
    const { addressGuard } = guard(() => Promise.resolve(['127.0.0.1']));
    const session = await stage.open({ host: 'nowhere.invalid', addressGuard });
    expect(await session.listFolders()).not.toEqual([]);
  });

  it('is asked in a connection test', async () => {
    const stage = await startStage();
    const { addressGuard } = guard(refusing);
    const steps = await probeEws({ ...stage.settings, addressGuard }, context);
    expect(steps).toMatchObject([{ name: 'resolve', ok: false, code: 'address-refused' }]);
  });
});

describe('opening', () => {
  it('says what is not there', async () => {
    const stage = await startStage();
    const failed = async (more: Parameters<typeof stage.open>[0]) =>
      (await failureOf(stage.open(more))).code;
    expect(await failed({ port: 1 })).toBe('connection-refused');
    expect(await failed({ host: 'nowhere.invalid' })).toMatch(/^host-/);
    expect(await failed({ path: '/other' })).toBe('not-exchange');
    expect(await failed({ security: 'tls' })).toBe('tls-failed');
  });

  it('is encrypted with who is trusted by that name, and with nobody else', async () => {
    const ours = selfSigned('DNS:mail.spec');
    const stage = await startStage({ tls: ours });
    const addressGuard = { resolve: () => Promise.resolve(['127.0.0.1']) };
    const open = (host: string, more: { ca?: string }) =>
      stage.open({ security: 'tls', host, addressGuard, ...more });
    const session = await open('mail.spec', { ca: ours.cert });
    expect(await session.listFolders()).not.toEqual([]);
    const refused = [
      open('mail.spec', {}),
      open('other.spec', { ca: ours.cert }),
      open('127.0.0.1', { ca: ours.cert }),
      open('mail.spec', { ca: selfSigned('DNS:mail.spec').cert }),
    ];
    for (const one of refused) expect((await failureOf(one)).code).toBe('certificate-rejected');
  });

  it('trusts an address that stands in the certificate', async () => {
    const ours = selfSigned('IP:127.0.0.1');
    const stage = await startStage({ tls: ours });
    const session = await stage.open({ security: 'tls', ca: ours.cert });
    expect(await session.listFolders()).not.toEqual([]);
  });

  it('ends in time where nobody answers', async () => {
    const stage = await startStage();
    const never = { resolve: () => new Promise<never>(() => undefined) };
    const error = await failureOf(stage.open({ addressGuard: never, connectMsMax: 150 }));
    expect(error.code).toBe('connection-timeout');
  });
});
