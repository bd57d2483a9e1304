import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterNames } from './connection-parameters.ts';
import { parseConnectionUrl } from './parse-connection-url.ts';
import { signsInWithoutPassword } from './parse-parameters.ts';

const base = 'imaps://ann%40x@h';

function parameters(search: string) {
  const parsed = parseConnectionUrl(`${base}?${search}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.settings.parameters;
}

function problem(search: string, start = base): string {
  const parsed = parseConnectionUrl(`${start}?${search}`);
  if (parsed.ok) throw new Error('understood');
  return parsed.problem;
}

const digits = '0123456789abcdef'.repeat(4);
const pin = (digits.toUpperCase().match(/../g) ?? []).join(':');

describe('parameters of a connection URL', () => {
  it.each([
    ['auth=scram-sha-256', { auth: 'scram-sha-256' }],
    ['login={mailbox}*top', { login: '{mailbox}*top' }],
    ['login={local}+all@other.example', { login: '{local}+all@other.example' }],
    ['admin=top%40x', { admin: 'top@x' }],
    [`pin=${digits}`, { pin: [pin] }],
    [`pin=SHA256:${pin},${digits}`, { pin: [pin, pin] }],
    ['proxy=socks5h://[::1]', { proxy: { kind: 'socks5', host: '::1', port: 1080 } }],
    [
      'proxy=http://proxy.example:3128/',
      { proxy: { kind: 'http', host: 'proxy.example', port: 3128 } },
    ],
    ['token-command=give "a b" {mailbox}', { 'token-command': 'give "a b" {mailbox}' }],
    ['oauth=google&client-id=i&refresh-token-env=R', { oauth: 'google' }],
    [
      'oauth=http://127.0.0.1:1/t&client-id=i&refresh-token-file=f',
      { oauth: 'http://127.0.0.1:1/t' },
    ],
    [
      'oauth=microsoft&oauth-tenant=x.example&client-id=i&client-secret-file=f',
      { 'oauth-tenant': 'x.example' },
    ],
    ['oauth=google&service-account-file=f', { 'service-account-file': 'f' }],
    ['pfx-file=a.p12&key-passphrase-env=P&auth=external', { 'pfx-file': 'a.p12' }],
  ])('understands %s', (search, expected) => {
    expect(parameters(search)).toMatchObject(expected);
  });

  it.each([
    ['auth=magic-pw', 'is not one of plain'],
    ['login={user}', 'in braces'],
    ['login=', 'is empty'],
    ['pin=pw', 'SHA-256'],
    ['pin=', 'SHA-256'],
    ['proxy=ftp://pw', 'socks5://'],
    ['proxy=socks5://u:pw@p', 'proxy-user'],
    ['proxy=socks5://p/pw', 'socks5://'],
    ['oauth=http://far.example/pw&client-id=i&refresh-token-env=R', 'https'],
    ['oauth=https://u:pw@far.example&client-id=i&refresh-token-env=R', 'https'],
    ['oauth=google&refresh-token-env=R', 'needs client-id'],
    ['oauth=google&client-id=i', 'needs refresh-token-file'],
    ['client-id=i', 'nothing without oauth'],
    ['service-account-file=f', 'nothing without oauth'],
    ['oauth=google&service-account-file=f&refresh-token-env=R', 'exclude each other'],
    ['token-file=a&token-command=b', 'exclude each other'],
    ['token-file=a&auth=plain', 'xoauth2'],
    ['auth=xoauth2', 'needs token-file'],
    ['auth=external', 'needs cert-file'],
    ['admin=a&login={mailbox}', 'exclude each other'],
    ['cert-file=a', 'without key-file'],
    ['ca-file=a&pin=' + digits, 'exclude each other'],
    ['proxy-user=a', 'without proxy'],
    ['admin=a&admin=pw', 'twice'],
    ['admin=%pw', '%25'],
    ['admin=%00pw', 'control characters'],
  ])('refuses %s and says why, without the value', (search, why) => {
    expect(problem(search)).toContain(why);
    expect(problem(search)).not.toMatch(/pw/);
  });

  it('refuses a password beside a token, and trust on a line without TLS', () => {
    expect(problem('token-file=f', 'imaps://ann:pw@h')).toContain('exclude each other');
    expect(problem('security=none&ca-file=f', 'imap://ann:pw@h')).toContain(
      'nothing with security=none',
    );
  });

  it('knows who needs no password', () => {
    for (const search of ['?token-file=f', '?token-command=c', '?auth=external', '?oauth=google'])
      expect(signsInWithoutPassword(search)).toBe(true);
    for (const search of ['', '?admin=a', '?auth=plain', '?nonsense=1'])
      expect(signsInWithoutPassword(search)).toBe(false);
  });

  it('shows no value, whatever is wrong with it', () => {
    const value = fc.stringMatching(/^[^\s#&]{0,10}SeCrEt7[^\s#&]{0,10}$/);
    fc.assert(
      fc.property(fc.constantFrom(...parameterNames), value, (name, secret) => {
        const parsed = parseConnectionUrl(`${base}?${name}=${secret}`);
        if (!parsed.ok) expect(parsed.problem).not.toContain('SeCrEt7');
      }),
    );
  });
});
