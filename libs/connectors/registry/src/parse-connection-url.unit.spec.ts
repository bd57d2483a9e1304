import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConnectionUrl } from './parse-connection-url.ts';

function settings(url: string) {
  const parsed = parseConnectionUrl(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.settings;
}

function problem(url: string): string {
  const parsed = parseConnectionUrl(url);
  if (parsed.ok) throw new Error(`understood: ${JSON.stringify(parsed.settings)}`);
  return parsed.problem;
}

describe('parseConnectionUrl', () => {
  it.each([
    ['imaps://u:p@mail.example', { port: 993, security: 'tls' }],
    ['imap://u:p@mail.example', { port: 143, security: 'starttls' }],
    ['imap://u:p@mail.example?security=none', { port: 143, security: 'none' }],
    ['imap://u:p@mail.example/?security=tls', { port: 993, security: 'tls' }],
    ['imap://u:p@127.0.0.1:10143?security=none', { port: 10143, host: '127.0.0.1' }],
    ['IMAPS://u:p@[::1]:1993', { port: 1993, host: '::1' }],
    ['imaps://u:p@Mail.Example', { host: 'mail.example' }],
    ['imaps://u:p@b%C3%BCcher.example', { host: 'xn--bcher-kva.example' }],
    ['imaps://u:p@bücher.example', { host: 'xn--bcher-kva.example' }],
    [
      'imaps://anna%40example.org:p%40ss%3A%2F%25@h',
      { user: 'anna@example.org', password: 'p@ss:/%' },
    ],
    ['imaps://anna@example.org:secret@h', { user: 'anna@example.org', password: 'secret' }],
    ['imaps://u:a:b@h', { user: 'u', password: 'a:b' }],
  ])('understands %s', (url, expected) => {
    expect(settings(url)).toMatchObject({ scheme: 'imap', ...expected });
  });

  it.each([
    ['exchange://u:p@mail.example', { port: 443, security: 'tls' }],
    ['exchange://u:p@mail.example?security=none', { port: 80, security: 'none' }],
    ['exchange://u:p@[::1]:8443/EWS/Other.asmx', { port: 8443, path: '/EWS/Other.asmx' }],
    [
      'exchange://DOM%5Cadmin:p@h?mailbox=ann%40example.com&auth=basic',
      { user: 'DOM\\admin', parameters: { mailbox: 'ann@example.com', auth: 'basic' } },
    ],
  ])('understands %s', (url, expected) => {
    expect(settings(url)).toMatchObject({ scheme: 'exchange', ...expected });
  });

  it('leaves the path out where there is none', () => {
    expect(settings('exchange://u:p@h/')).not.toHaveProperty('path');
  });

  it('leaves the password out where there is none', () => {
    for (const url of ['imaps://u@h', 'imaps://u:@h'])
      expect(settings(url)).not.toHaveProperty('password');
  });

  it.each([
    ['https://u:pw@h', 'none of imap://, imaps:// and exchange://'],
    ['pw', 'not of the form'],
    ['imaps://', 'not of the form'],
    ['imaps://u:pw@h:0', 'between 1 and 65535'],
    ['imaps://u:pw@h:65536', 'not of the form'],
    ['imaps://u:pw@h:x', 'not of the form'],
    ['imaps://h', 'no user name'],
    ['imaps://u:pw@h/INBOX', 'no path'],
    ['imaps://u:pw@h#x', '#'],
    ['imaps://u:pw@h?securty=none', '"securty"'],
    ['imap://u:pw@h?security=none&tls=1', '"tls"'],
    ['imap://u:pw@h?security=none&security=tls', 'twice'],
    ['imap://u:pw@h?security=ssl', 'not tls, starttls or none'],
    ['imaps://u:pw@h?security=none', 'imaps means security=tls'],
    ['imaps://u:100%pw@h', '%25'],
    ['imaps://u:p%0Aw@h', 'control characters'],
    ['imaps://u:pw@a_b..c', 'not a host name'],
    [`imaps://u:${'p'.repeat(5000)}@h`, 'longer than'],
    ['imaps://u:pw@h?mailbox=ann', 'mailbox goes with exchange://'],
    ['imaps://u:pw@h?auth=basic', 'auth=basic goes with exchange://'],
    ['exchange://u:pw@h?security=starttls', 'security=tls or security=none'],
    ['exchange://u:pw@h?auth=plain', 'auth=basic, auth=ntlm or auth=oauth'],
    ['exchange://u:pw@h?login=x', 'login goes with imap:// and imaps:// only'],
    ['imaps://u:pw@h?kind=archive', 'kind goes with exchange://'],
    ['exchange://u:pw@h?kind=public%20folders', 'is not one of user'],
    ['exchange://u:pw@h?autodiscover=yes', 'is not 1'],
    ['exchange://u:pw@h?autodiscover=1&security=none', 'nothing with security=none'],
    ['exchange://u:pw@h?autodiscover-hosts=h', 'nothing without autodiscover'],
    ['exchange://u:pw@h?autodiscover=1&autodiscover-hosts=a,/', 'no list of host names'],
    ['exchange://u@h?auth=oauth', 'needs token-file'],
    ['exchange://u:pw@h?token-file=f', 'exclude each other'],
    ['exchange://u:pw@h?admin=a&mailbox=b', 'exclude each other'],
    ['exchange://u:pw@h?security=none&ca-file=x', 'means nothing with security=none'],
    ['exchange://u:pw@h/a|b', 'characters that no path has'],
    ['exchange://u:pw@h/EWS#x', '#'],
  ])('refuses %s and says why', (url, why) => {
    expect(problem(url)).toContain(why);
    expect(problem(url)).not.toContain('pw');
  });

  it('never shows a password, nor a part of one that was not encoded', () => {
    const secret = fc.stringMatching(/^[g-z]{6,12}[/?#@:%&=][g-z]{6,12}$/);
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('', '?security=none', '?x=1', ':99999'),
        (password, tail) => {
          const parsed = parseConnectionUrl(`imap://anna:${password}@mail.example${tail}`);
          if (parsed.ok) return;
          for (const part of password.split(/[/?#@:%&=]/))
            expect(parsed.problem).not.toContain(part);
        },
      ),
    );
  });

  it('gives back whatever was percent-encoded', () => {
    const text = fc
      .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
      .filter((s) => ![...s].some((c) => c < ' ' || c === '\u007f'));
    fc.assert(
      fc.property(text, text, (user, password) => {
        const url = `imaps://${encodeURIComponent(user)}:${encodeURIComponent(password)}@h`;
        expect(settings(url)).toMatchObject({ user, password });
      }),
    );
  });
});
