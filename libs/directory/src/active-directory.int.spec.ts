import { X509Certificate } from 'node:crypto';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import {
  type ActiveDirectoryServer,
  domainAdministrator,
  domainAdministratorPassword,
  domainBase,
  startActiveDirectory,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DirectorySettings } from './directory-settings.ts';
import { type MailboxWish, searchDirectoryMailboxes } from './search-mailboxes.ts';
import { searchDirectoryPlaces } from './search-places.ts';
import { DomainAdmin } from './spec-support/domain.ts';
import { testDirectory } from './test-directory.ts';

const context = { clock: systemClock, random: systemRandom, signal: new AbortController().signal };
const staff = `OU=Staff,${domainBase}`;
const crowd = `OU=Crowd,${domainBase}`;
/** More than one page of ours. */
const crowdSize = 520;

const person = (name: string, more: Record<string, string | string[] | Buffer> = {}) => ({
  ...{ objectClass: 'user', sAMAccountName: name.toLowerCase(), displayName: `${name} Example` },
  ...{ userPrincipalName: `${name.toLowerCase()}@corp.example`, mail: `${name}@corp.example` },
  ...more,
});

describeWithServer('samba', 'an Active Directory', () => {
  let server: ActiveDirectoryServer;
  let admin: DomainAdmin;

  beforeAll(async () => {
    server = await startActiveDirectory();
    admin = new DomainAdmin(server);
    await admin.signIn();
    await admin.add(staff, { objectClass: 'organizationalUnit' });
    await admin.add(crowd, { objectClass: 'organizationalUnit' });
    await admin.add(`CN=Anna,${staff}`, person('Anna', { proxyAddresses: annasAddresses }));
    await admin.add(`CN=Bert,${staff}`, person('Bert'));
    const members = [`CN=Bert,${staff}`];
    for (let at = 0; at < crowdSize; at += 1) {
      const name = `p${String(at).padStart(4, '0')}`;
      await admin.add(`CN=${name},${crowd}`, person(name));
      members.push(`CN=${name},${crowd}`);
    }
    const group = { objectClass: 'group', sAMAccountName: 'everybody', mail: 'all@corp.example' };
    await admin.add(`CN=Everybody,${staff}`, { ...group, member: members });
    const outer = { objectClass: 'group', sAMAccountName: 'outer' };
    const inOuter = [`CN=Anna,${staff}`, `CN=Everybody,${staff}`];
    await admin.add(`CN=Outer,${staff}`, { ...outer, member: inOuter });
  });
  afterAll(async () => {
    await admin.signOut();
    await server.stop();
  });

  const settings = (more: Partial<DirectorySettings> = {}): DirectorySettings => ({
    ...{ host: server.host, port: server.port, security: 'starttls' },
    pins: [new X509Certificate(server.certificate).fingerprint256],
    ...{ bindDn: domainAdministrator, password: domainAdministratorPassword },
    ...more,
  });
  const search = (wish: MailboxWish) => searchDirectoryMailboxes(settings(), wish, context);
  const addresses = async (wish: MailboxWish) =>
    (await search(wish)).mailboxes.map(({ address }) => address);

  it('is known for one, over LDAPS and StartTLS', async () => {
    for (const more of [{}, { security: 'tls', port: server.tlsPort } as const]) {
      const steps = await testDirectory(settings(more), context);
      expect(steps.filter(({ ok }) => !ok)).toEqual([]);
      const words = steps.map(({ detail }) => detail.join('\n')).join('\n');
      expect(words).toContain(`${domainBase}, as the server names it\nActive Directory`);
      expect(words).toContain(`${crowdSize + 2} mailboxes, known by the attribute mail`);
    }
  });

  it.each([`CORP\\administrator`, `CN=Administrator,CN=Users,${domainBase}`])(
    'lets %s sign in',
    async (bindDn) => {
      const steps = await testDirectory(settings({ bindDn }), context);
      expect(steps.find(({ name }) => name === 'sign-in')).toMatchObject({ ok: true });
    },
  );

  it('is named as the reason when it wants encryption or another password', async () => {
    const plain = await testDirectory(settings({ security: 'none' }), context);
    expect(plain.at(-1)).toMatchObject({ name: 'sign-in', ok: false, code: 'tls-required' });
    const wrong = await testDirectory(settings({ password: 'wrong-canary' }), context);
    expect(wrong.at(-1)).toMatchObject({ name: 'sign-in', code: 'sign-in-rejected' });
    expect(JSON.stringify(wrong)).not.toContain('canary');
  });

  it('gives people over several pages', async () => {
    const { mailboxes, limit } = await search({ unit: crowd });
    expect(limit).toBeUndefined();
    expect(mailboxes).toHaveLength(crowdSize);
    expect(new Set(mailboxes.map(({ id }) => id)).size).toBe(crowdSize);
    expect(mailboxes.every(({ id }) => /^objectGUID:[0-9a-f-]{36}$/.test(id))).toBe(true);
  });

  it('finds members of groups in groups', async () => {
    expect(await addresses({ group: 'all@corp.example' })).toHaveLength(crowdSize + 1);
    expect(await addresses({ group: 'Outer', unit: staff })).toEqual([
      'anna@new.example',
      'Bert@corp.example',
    ]);
  });

  it('tells all addresses, and finds people by any of them', async () => {
    const [anna] = (await search({ text: 'old.example' })).mailboxes;
    expect(anna).toMatchObject({
      ...{ address: 'anna@new.example', name: 'Anna Example', account: 'anna@corp.example' },
      aliases: ['anna@old.example', 'Anna@corp.example'],
      x500: ['/o=Old/cn=anna'],
    });
  });

  it('keeps the id of whoever is renamed', async () => {
    const before = (await search({ text: 'Bert' })).mailboxes;
    await admin.rename(`CN=Bert,${staff}`, 'CN=Bert Newname');
    const after = (await search({ text: 'Bert' })).mailboxes;
    expect(after.map(({ dn }) => dn)).toEqual([`CN=Bert Newname,${staff}`]);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  it('lists its places', async () => {
    const { places } = await searchDirectoryPlaces(settings(), { what: 'unit' }, context);
    expect(places.map(({ dn }) => dn)).toEqual(expect.arrayContaining([staff, crowd]));
  });

  // Last: from here on only who Exchange knows has a mailbox.
  it('shows only whom Exchange keeps a mailbox for, once it was there', async () => {
    await admin.extendSchema();
    const mailboxOf = (at: number, details: string) => ({
      msExchMailboxGuid: Buffer.alloc(16, at),
      msExchRecipientTypeDetails: details,
    });
    await admin.add(`CN=Carl,${staff}`, person('Carl', mailboxOf(1, '1')));
    await admin.add(`CN=Room,${staff}`, person('Room', mailboxOf(2, '16')));
    await admin.add(`CN=Cloud,${staff}`, person('Cloud', mailboxOf(3, '2147483648')));
    const visitor = { msExchRecipientTypeDetails: '128' };
    await admin.add(`CN=Visitor,${staff}`, person('Visitor', visitor));
    const { mailboxes } = await search({});
    expect(mailboxes.map(({ address, kind }) => `${address} ${kind}`)).toEqual([
      'Carl@corp.example user',
      'Cloud@corp.example user',
      'Room@corp.example room',
    ]);
    expect(mailboxes[0]?.mailboxGuid).toBe('01010101-0101-0101-0101-010101010101');
  });
});

const annasAddresses = [
  ...['SMTP:anna@new.example', 'smtp:anna@old.example', 'x500:/o=Old/cn=anna'],
  'sip:anna@corp.example',
];
