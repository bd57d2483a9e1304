import type { Random } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { type SignInChoice, chooseMechanism } from './choose-mechanism.ts';
import { SaslFailure, type SaslIdentity } from './mechanism.ts';
import { type SaslMeans, saslClient } from './sasl-client.ts';
import { scramClient } from './scram.ts';

const identity: SaslIdentity = {
  login: 'user',
  authorize: '',
  secret: 'pencil',
  host: 'mail.example',
  port: 993,
};
const random: Random = { next: () => 0, bytes: (count) => new Uint8Array(count) };
const chance: SaslMeans = { random, binding: 'none' };

function said(bytes: Buffer | undefined): string | undefined {
  return bytes?.toString('utf8');
}

describe('SASL clients', () => {
  it.each([
    {
      hash: 'sha1' as const,
      rfc: 'RFC 5802 §5',
      nonce: 'fyko+d2lbbFgONRv9qkxdawL',
      challenge: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
      proof: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
      verifier: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
    },
    {
      hash: 'sha256' as const,
      rfc: 'RFC 7677 §3',
      nonce: 'rOprNGfwEbeRWgbNEkqO',
      challenge:
        'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
      proof:
        'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
      verifier: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    },
  ])('answers as $rfc shows, and checks the proof of the server', async (example) => {
    const client = scramClient(example.hash, identity, { nonce: example.nonce, binding: 'none' });
    expect(said(client.initial)).toBe(`n,,n=user,r=${example.nonce}`);
    expect(said(await client.answer(Buffer.from(example.challenge)))).toBe(example.proof);
    expect(() => client.finish?.()).toThrow('did not prove');
    expect(() => client.answer(Buffer.from('v=AAAA'))).toThrow('could not prove');
    expect(said(await client.answer(Buffer.from(example.verifier)))).toBe('');
    client.finish?.();
  });

  it.each([
    ['a nonce that is not ours', 'r=otherX,s=QSXCR+Q6sek8bf92,i=4096'],
    ['our nonce and nothing more', 'r=ours,s=QSXCR+Q6sek8bf92,i=4096'],
    ['few rounds', 'r=oursX,s=QSXCR+Q6sek8bf92,i=1'],
    ['endless rounds', 'r=oursX,s=QSXCR+Q6sek8bf92,i=4000000000'],
    ['no salt', 'r=oursX,s=,i=4096'],
    ['an extension that must be known', 'm=x,r=oursX,s=QSXCR+Q6sek8bf92,i=4096'],
  ])('breaks SCRAM off at %s', async (_, challenge) => {
    const client = scramClient('sha256', identity, { nonce: 'ours', binding: 'none' });
    await expect(async () => client.answer(Buffer.from(challenge))).rejects.toThrow('SCRAM');
  });

  it('says to what it is tied, and breaks off where the server has another connection', async () => {
    const data = Buffer.from('keys of this line');
    const binding = { type: 'tls-exporter' as const, data };
    const opened = (means: Parameters<typeof scramClient>[2]) =>
      scramClient('sha256', identity, means);
    const client = opened({ nonce: 'ours', binding });
    expect(said(client.initial)).toBe('p=tls-exporter,,n=user,r=ours');
    expect(client.isChallenged).toBe(false);
    const closing = said(await client.answer(Buffer.from('r=oursX,s=QSXCR+Q6sek8bf92,i=4096')));
    const bound = Buffer.concat([Buffer.from('p=tls-exporter,,'), data]).toString('base64');
    expect(closing).toContain(`c=${bound},r=oursX,p=`);
    expect(client.isChallenged).toBe(true);
    const none = opened({ nonce: 'ours', binding: 'not-offered' });
    expect(said(none.initial)).toBe('y,,n=user,r=ours');
    for (const reason of ['channel-bindings-dont-match', 'server-does-support-channel-binding'])
      expect(() => client.answer(Buffer.from(`e=${reason}`))).toThrow(SaslFailure);
    expect(client.answer(Buffer.from('e=other-error'))).toBeUndefined();
    expect(client.serverReason).toBe('other-error');
  });

  it('names whom an admin acts for, and writes signs with a meaning as the RFCs say', () => {
    const admin = { ...identity, login: 'top', authorize: 'a,b=c' };
    expect(said(saslClient('PLAIN', admin, chance).initial)).toBe('a,b=c\0top\0pencil');
    expect(said(saslClient('SCRAM-SHA-256', admin, chance).initial)).toMatch(
      /^n,a=a=2Cb=3Dc,n=top,r=/,
    );
    expect(said(saslClient('EXTERNAL', admin, chance).initial)).toBe('a,b=c');
    expect(said(saslClient('OAUTHBEARER', admin, chance).initial)).toBe(
      'n,a=a=2Cb=3Dc,\x01host=mail.example\x01port=993\x01auth=Bearer pencil\x01\x01',
    );
    expect(said(saslClient('XOAUTH2', identity, chance).initial)).toBe(
      'user=user\x01auth=Bearer pencil\x01\x01',
    );
  });

  it('answers the challenge of RFC 2195', async () => {
    const client = saslClient(
      'CRAM-MD5',
      { ...identity, login: 'tim', secret: 'tanstaaftanstaaf' },
      chance,
    );
    const challenge = Buffer.from('<1896.697170952@postoffice.reston.mci.net>');
    expect(said(await client.answer(challenge))).toBe('tim b913a602c7eda7a495b4e6e7334d3890');
  });

  it('lets no field into a token', () => {
    for (const name of ['XOAUTH2', 'OAUTHBEARER'] as const) {
      const forged = { ...identity, secret: 'x\x01user=boss' };
      expect(() => saslClient(name, forged, chance)).toThrow('control characters');
    }
  });
});

describe('chooseMechanism', () => {
  const base: SignInChoice = {
    offered: new Set([
      'PLAIN',
      'LOGIN',
      'CRAM-MD5',
      'SCRAM-SHA-1',
      'SCRAM-SHA-256',
      'XOAUTH2',
      'OAUTHBEARER',
      'EXTERNAL',
    ]),
    isEncrypted: true,
    canBind: false,
    credential: 'password',
    isAdmin: false,
    login: 'ann',
    forced: undefined,
  };
  const chosen = (more: Partial<SignInChoice>) => chooseMechanism({ ...base, ...more });

  it('takes the strongest that the line and the credential allow', () => {
    expect(chosen({})).toEqual([
      'SCRAM-SHA-256',
      'SCRAM-SHA-1',
      'PLAIN',
      'LOGIN',
      'LOGIN command',
      'CRAM-MD5',
    ]);
    expect(chosen({ isEncrypted: false }).slice(0, 4)).toEqual([
      'SCRAM-SHA-256',
      'SCRAM-SHA-1',
      'CRAM-MD5',
      'PLAIN',
    ]);
    expect(chosen({ credential: 'token' })).toEqual(['OAUTHBEARER', 'XOAUTH2']);
    expect(chosen({ credential: 'token', offered: new Set(['XOAUTH', 'PLAIN']) })).toEqual([
      'XOAUTH2',
    ]);
    expect(chosen({ credential: 'certificate' })).toEqual(['EXTERNAL']);
    expect(chosen({ isAdmin: true })).toEqual(['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN']);
    expect(chosen({ offered: new Set() })).toEqual(['LOGIN command']);
    expect(chosen({ offered: new Set(['LOGINDISABLED']) })).toEqual([]);
    expect(chosen({ login: 'DOMAIN\\ann\\team', offered: new Set(['PLAIN']) })).toEqual([
      'LOGIN command',
      'PLAIN',
    ]);
  });

  it('ties the sign-in to the TLS connection where both ends can', () => {
    const names = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256-PLUS'];
    const offered = new Set(names);
    const tied = ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256'];
    expect(chosen({ offered, canBind: true }).slice(0, 3)).toEqual(tied);
    expect(chosen({ offered }).slice(0, 2)).toEqual(['SCRAM-SHA-256', 'PLAIN']);
    expect(chosen({ offered, forced: 'SCRAM-SHA-256-PLUS' })).toEqual([]);
  });

  it('takes only what is asked for, and only where it is offered', () => {
    expect(chosen({ forced: 'CRAM-MD5' })).toEqual(['CRAM-MD5']);
    expect(chosen({ forced: 'LOGIN' })).toEqual(['LOGIN', 'LOGIN command']);
    expect(chosen({ forced: 'LOGIN', offered: new Set(['PLAIN']) })).toEqual(['LOGIN command']);
    expect(chosen({ forced: 'SCRAM-SHA-1', offered: new Set(['PLAIN']) })).toEqual([]);
    expect(chosen({ forced: 'XOAUTH2' })).toEqual([]);
  });
});
