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
import { type DirectorySettings, directorySettingsSchema } from '../directory-settings.ts';
import { openSession } from '../open-session.ts';
import { anything } from '../read/filters.ts';
import { idOf as directoryIdOf, mailboxAttributes } from '../read/mailbox-of.ts';
import { DomainAdmin } from '../spec-support/domain.ts';
import { searchDirectoryMailboxes } from '../search-mailboxes.ts';
import { enableUser, makeUser } from './make-user.ts';
import { userDn } from './user-wish.ts';

const context = { clock: systemClock, random: systemRandom, signal: new AbortController().signal };
const open = () => Promise.resolve();
const staff = `OU=Staff,${domainBase}`;
const strong = 'Initial-23-pass';

describeWithServer('samba', 'a user that is made in an Active Directory', () => {
  let server: ActiveDirectoryServer;
  let admin: DomainAdmin;
  beforeAll(async () => {
    server = await startActiveDirectory();
    admin = new DomainAdmin(server);
    await admin.signIn();
    await admin.add(staff, { objectClass: 'organizationalUnit' });
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
  const wishOf = (name: string) => {
    const alias = name.toLowerCase().replace(/[^a-z]/g, '');
    return {
      ...{ dn: userDn(name, staff), address: `${alias}@new.example`, alias, name },
      mark: `mark ${alias}`,
    };
  };
  const make = (name: string, password: { text: string; mustChange: boolean }) =>
    makeUser(settings(), { ...wishOf(name), password }, { ...context, gate: open });
  const signIn = async (bindDn: string, password: string) => {
    const asUser = directorySettingsSchema.parse(settings({ bindDn, password }));
    (await openSession(asUser, context)).close();
  };

  it('signs in with the initial password, once, however often it is made', async () => {
    const password = { text: strong, mustChange: false };
    const made = await make('Eve Example', password);
    expect(made).toMatchObject({ address: 'eveexample@new.example' });
    expect(made.id).toMatch(/^objectGUID:/);
    await signIn(made.dn, strong);
    expect(await make('Eve Example', password)).toEqual(made);
    const { mailboxes } = await searchDirectoryMailboxes(settings(), { unit: staff }, context);
    expect(mailboxes.map(({ id, address }) => [id, address])).toEqual([[made.id, made.address]]);
    await expect(signIn(made.dn, `${strong}x`)).rejects.toMatchObject({ code: 'sign-in-rejected' });
  });

  it('must set a password of its own first, where that was wished', async () => {
    const { dn } = await make('Gus Change', { text: strong, mustChange: true });
    await expect(signIn(dn, strong)).rejects.toMatchObject({
      ...{ code: 'sign-in-rejected' },
      remedy:
        'The account must change its password before it may sign in: do that, or clear the flag.',
    });
  });

  it('is not made with a password that the domain does not take', async () => {
    const weak = make('Hal Weak', { text: 'short', mustChange: false });
    await expect(weak).rejects.toMatchObject({ reason: 'password-refused' });
    const { mailboxes } = await searchDirectoryMailboxes(settings(), { text: 'Hal' }, context);
    expect(mailboxes).toEqual([]);
  });

  it('that is there without mail gets its address', async () => {
    const dn = `CN=No Mail,${staff}`;
    await admin.add(dn, { objectClass: 'user', sAMAccountName: 'nomail' });
    const id = await idOf(dn);
    const wish = { dn, id, address: 'nomail@new.example' };
    const enabled = await enableUser(settings(), wish, { ...context, gate: open });
    expect(enabled).toMatchObject({ dn, id, address: wish.address });
    const { mailboxes } = await searchDirectoryMailboxes(settings(), { text: 'No Mail' }, context);
    expect(mailboxes.map(({ address }) => address)).toEqual([wish.address]);
  });

  const idOf = async (dn: string) => {
    const session = await openSession(directorySettingsSchema.parse(settings()), context);
    const entry = await session.read({
      ...{ baseDn: dn, filter: anything, attributes: mailboxAttributes },
    });
    session.close();
    if (entry === undefined) throw new Error('nobody is there');
    return directoryIdOf(entry);
  };
});
