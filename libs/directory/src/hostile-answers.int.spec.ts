import type { Socket } from 'node:net';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import type { DirectorySettings } from './directory-settings.ts';
import { type MailboxWish, searchDirectoryMailboxes } from './search-mailboxes.ts';
import {
  type Asked,
  ber,
  entry,
  message,
  result,
  startScripted,
} from './spec-support/scripted-directory.ts';

const context = { clock: systemClock, random: systemRandom, signal: new AbortController().signal };
const search = 0x63;

describe('a directory that cannot be relied on', () => {
  let server: Awaited<ReturnType<typeof startScripted>>;
  afterEach(() => server.stop());

  const ask = async (
    answer: (asked: Asked, socket: Socket) => Uint8Array | undefined,
    { wish = {}, more = {} }: { wish?: MailboxWish; more?: Partial<DirectorySettings> } = {},
  ) => {
    server = await startScripted(answer);
    const settings = { host: '127.0.0.1', port: server.port, security: 'none', ...more } as const;
    return searchDirectoryMailboxes(settings, wish, context);
  };
  /** Answers so to the searches for mailboxes, and as any directory would before. */
  const toMailboxes =
    (answer: (id: number) => Uint8Array) =>
    ({ id, operation, bytes }: Asked) =>
      operation === search && bytes.includes('proxyAddresses') ? answer(id) : undefined;
  const person = (id: number, more: Record<string, readonly string[]> = {}) =>
    entry(id, 'cn=a,dc=example', { mail: ['a@example.org'], cn: ['A'], ...more });

  /** A length that says more than there is. */
  const liar = (bytes: Uint8Array, at: number) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt32BE(changed.readUInt32BE(at) + 3, at);
    return changed;
  };

  it.each<[string, (id: number) => Uint8Array]>([
    ['no LDAP', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    [
      'an entry whose attributes are longer than it',
      (id) => {
        const whole = person(id);
        // The header of the list of attributes stands behind the name.
        return liar(whole, whole.indexOf('cn=a,dc=example') + 'cn=a,dc=example'.length + 2);
      },
    ],
    [
      'an attribute that is no list',
      (id) => message(id, ber(0x64, ber(0x04, 'cn=a'), ber(0x30, ber(0x04, '\u0084')))),
    ],
    ['an indefinite length', () => Buffer.from([0x30, 0x80, 0, 0])],
    ['an operation that nobody knows', (id) => message(id, ber(0x6b, ''))],
    [
      'controls that are none',
      (id) =>
        message(
          id,
          ber(0x65, ber(0x0a, '\0'), ber(0x04), ber(0x04)),
          ber(0xa0, ber(0x04, '\u0084')),
        ),
    ],
  ])('is given up with %s', async (_, answer) => {
    await expect(ask(toMailboxes(answer))).rejects.toMatchObject({ code: 'protocol-violation' });
  });

  it.each<[string, (id: number) => Uint8Array]>([
    ['a message of 4 GB', () => Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])],
    [
      'entries without end',
      (id) => Buffer.concat(Array.from({ length: 20_100 }, () => person(id))),
    ],
  ])('is given up with %s', async (_, answer) => {
    await expect(ask(toMailboxes(answer))).rejects.toMatchObject({ code: 'answer-too-large' });
  });

  it('is not followed for ever from page to page', async () => {
    let pages = 0;
    const cookie = (id: number) => {
      const value = ber(0x30, ber(0x02, '\0'), ber(0x04, 'again'));
      const control = ber(0x30, ber(0x04, '1.2.840.113556.1.4.319'), ber(0x04, value));
      const done = ber(0x65, ber(0x0a, '\0'), ber(0x04), ber(0x04));
      return message(id, done, ber(0xa0, control));
    };
    const found = await ask(
      toMailboxes((id) => {
        pages += 1;
        return Buffer.concat([person(id, { mail: [] }), cookie(id)]);
      }),
    ).catch((error: unknown) => error);
    expect(found).toMatchObject({ mailboxes: [], limit: 'server' });
    expect(pages).toBe(2_000);
  });

  it('shows nothing that turns or hides the text around it, and no address that is none', async () => {
    const { mailboxes } = await ask(
      toMailboxes((id) =>
        Buffer.concat([
          person(id, { displayName: ['Eve\u202e\u0007\r\nBcc: x'] }),
          entry(id, 'cn=b,dc=example', { mail: ['b@example.org\r\nBcc: x@y'], __proto__x: ['1'] }),
          entry(id, 'cn=c,dc=example', { mail: [`${'c'.repeat(400)}@example.org`] }),
          entry(id, 'cn=d,dc=example', {
            mail: ['d@example.org'],
            displayName: ['x'.repeat(9_000)],
          }),
          entry(id, 'x'.repeat(3_000), { mail: ['e@example.org'] }),
          entry(id, 'cn=f,dc=example', {
            dn: ['cn=else'],
            mail: ['f@example.org', 'F@example.org'],
          }),
          entry(id, 'cn=g,dc=example', {
            mail: ['g@example.org'],
            mailAlternateAddress: Array.from({ length: 3_000 }, (_, at) => `g${at}@example.org`),
          }),
          result(id, 0x65),
        ]),
      ),
    );
    expect(mailboxes.map(({ address, name }) => [address, name])).toEqual([
      ['a@example.org', 'Eve Bcc: x'],
      ['d@example.org', ''],
      ['f@example.org', ''],
      ['g@example.org', ''],
    ]);
    expect(mailboxes.at(-1)?.aliases).toHaveLength(500);
  });

  it('refers to nowhere', async () => {
    const reference = (id: number) => message(id, ber(0x73, ber(0x04, 'ldap://127.0.0.1:1/dc=x')));
    const found = await ask(
      toMailboxes((id) => Buffer.concat([person(id), reference(id), result(id, 0x65)])),
    );
    expect(found.mailboxes).toHaveLength(1);
  });

  it('is not waited for longer than was said', async () => {
    const silent = ask(
      toMailboxes(() => Buffer.alloc(0)),
      { more: { answerMsMax: 300 } },
    );
    await expect(silent).rejects.toMatchObject({ code: 'connection-timeout' });
  });

  it('may break off', async () => {
    const gone = ask((asked, socket) => {
      if (asked.operation === search) socket.destroy();
      return undefined;
    });
    await expect(gone).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('repeats no password', async () => {
    const more = { bindDn: 'cn=a', password: 'secret-canary' };
    const refused = ask(
      ({ id, operation }) => {
        if (operation !== 0x60) return undefined;
        return result(id, 0x61, { code: 49, words: 'data 775, secret-canary is wrong' });
      },
      { more },
    );
    await expect(refused).rejects.toMatchObject({
      ...{ code: 'sign-in-rejected', serverText: expect.not.stringContaining('canary') as string },
      remedy: 'The account is locked: unlock it, and wait before trying again.',
    });
    await server.stop();
    const words = 'secret-canary may not ask that';
    const unwilling = ask(
      toMailboxes((id) => result(id, 0x65, { code: 53, words })),
      { more },
    );
    await expect(unwilling).rejects.toMatchObject({
      ...{ code: 'directory-refused', serverText: '*** may not ask that' },
    });
  });

  it('says nothing in the clear behind its yes to TLS', async () => {
    const refused = ask(
      ({ id, operation }) =>
        operation === 0x77 ? Buffer.concat([result(id, 0x78), result(2, 0x61)]) : undefined,
      { more: { security: 'starttls' } },
    );
    await expect(refused).rejects.toMatchObject({ code: 'protocol-violation' });
  });

  it('may have no TLS, and is then told nothing', async () => {
    const asked: number[] = [];
    const refused = ask(
      ({ operation }) => {
        asked.push(operation);
        return undefined;
      },
      { more: { security: 'starttls', bindDn: 'cn=a', password: 'p' } },
    );
    await expect(refused).rejects.toMatchObject({ code: 'tls-failed' });
    expect(asked).toEqual([0x77]);
  });

  it('that is an Active Directory finds members of members itself', async () => {
    const asked: Buffer[] = [];
    const capability = ['1.2.840.113556.1.4.800'];
    const found = await ask(
      ({ id, operation, bytes }) => {
        if (operation !== search) return undefined;
        asked.push(bytes);
        const root = { supportedCapabilities: capability, namingContexts: ['dc=example'] };
        const said = asked.length === 1 ? entry(id, '', root) : person(id);
        return Buffer.concat([said, result(id, 0x65)]);
      },
      { wish: { group: 'cn=g,dc=example' } },
    );
    expect(found.mailboxes).toHaveLength(1);
    expect(asked.at(-1)?.includes('1.2.840.113556.1.4.1941')).toBe(true);
    expect(asked.at(-1)?.includes('memberOf')).toBe(true);
  });
});
