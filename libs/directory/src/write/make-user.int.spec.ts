import { systemClock, systemRandom } from '@mailhaul/kernel';
import {
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { EqualityFilter } from 'ldapts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSession } from '../open-session.ts';
import { type DirectorySettings, directorySettingsSchema } from '../directory-settings.ts';
import { anything } from '../read/filters.ts';
import { exchangeEntries, people } from '../spec-support/people.ts';
import { enableUser, makeUser } from './make-user.ts';
import { previewUsers } from './preview-users.ts';
import { userDn } from './user-wish.ts';

const context = { clock: systemClock, random: systemRandom, signal: new AbortController().signal };
const open = () => Promise.resolve();
const password = { text: 'Initial-23-pass', mustChange: true };

describeWithServer('slapd', 'a user that is made in a directory', () => {
  let server: SlapdServer;
  beforeAll(async () => {
    const nobody = {
      ...{ dn: `cn=No Mail,${people}`, objectClass: 'inetOrgPerson', cn: 'No Mail', sn: 'Mail' },
      uid: 'nomail',
    };
    server = await startSlapd({
      entries: [...exchangeEntries, nobody],
      more: [`rootdn "${directoryReader}"`],
    });
  }, 90_000);
  afterAll(() => server.stop());

  const settings = (more: Partial<DirectorySettings> = {}): DirectorySettings => ({
    ...{ host: '127.0.0.1', port: server.port, security: 'none' },
    ...{ bindDn: directoryReader, password: directoryReaderPassword },
    ...more,
  });
  const wishOf = (name: string) => {
    const alias = name.toLowerCase().replace(/[^a-z]/g, '');
    return {
      ...{ dn: userDn(name, people), address: `${alias}@new.example`, alias, name },
      mark: `mark ${alias}`,
    };
  };
  const countOf = async (uid: string) => {
    const session = await openSession(directorySettingsSchema.parse(settings()), context);
    const filter = new EqualityFilter({ attribute: 'uid', value: uid });
    const found = [];
    const question = { baseDn: people, filter, attributes: ['uid'] };
    for await (const { entries } of session.pages(question)) found.push(...entries);
    session.close();
    return found.length;
  };
  const signsIn = async (dn: string, text: string) => {
    const asUser = directorySettingsSchema.parse(settings({ bindDn: dn, password: text }));
    (await openSession(asUser, context)).close();
  };
  const entryOf = async (dn: string) => {
    const session = await openSession(directorySettingsSchema.parse(settings()), context);
    const entry = await session.read({ baseDn: dn, filter: anything, attributes: ['*'] });
    session.close();
    return entry;
  };

  it('signs in with the initial password, and has the names that were planned', async () => {
    const wish = wishOf('Eve, "Q" +1; <x>\\');
    const made = await makeUser(settings(), { ...wish, password }, { ...context, gate: open });
    expect(made.id).toMatch(/^entryUUID:/);
    expect(made.address).toBe(wish.address);
    await signsIn(made.dn, password.text);
    expect((await entryOf(made.dn))?.attributes.get('displayname')).toEqual([wish.name]);
    const stored = (await entryOf(made.dn))?.attributes.get('userpassword')?.[0];
    expect(String(stored)).toMatch(/^\{SSHA\}/);
  });

  it('is made once, wherever the first attempt was cut', async () => {
    const wish = { ...wishOf('Gus Once'), password };
    let gates = 0;
    const cutAt = (at: number) => () => {
      gates += 1;
      if (gates === at) throw new Error('cut');
      return Promise.resolve();
    };
    // Before the addition; after it and before the password.
    for (const at of [1, 2]) {
      gates = 0;
      await expect(makeUser(settings(), wish, { ...context, gate: cutAt(at) })).rejects.toThrow(
        'cut',
      );
      expect(await countOf('gusonce')).toBe(at - 1);
    }
    const made = await makeUser(settings(), wish, { ...context, gate: open });
    const again = await makeUser(settings(), wish, { ...context, gate: open });
    expect(again).toEqual(made);
    expect(await countOf('gusonce')).toBe(1);
    await signsIn(made.dn, password.text);
  });

  it('is refused where its name, address or short name is another’s', async () => {
    const make = (wish: ReturnType<typeof wishOf>) =>
      makeUser(settings(), { ...wish, password }, { ...context, gate: open });
    const free = wishOf('Hal Free');
    for (const taken of [
      { ...free, dn: `cn=Anna,${people}` },
      { ...free, address: 'A.EXAMPLE@example.org' },
      { ...free, alias: 'anna' },
    ]) {
      await expect(make(taken)).rejects.toMatchObject({ reason: 'user-exists' });
    }
    await expect(make({ ...free, dn: `cn=Hal,ou=Nowhere,${people}` })).rejects.toMatchObject({
      reason: 'unit-missing',
    });
    expect(await countOf('halfree')).toBe(0);
  });

  it('is looked up before anything is made', async () => {
    const wishes = [wishOf('Ida New'), { ...wishOf('Anna'), address: 'anna@example.org' }];
    const [free, taken] = await previewUsers(settings(), { unit: people, wishes }, context);
    expect(free).toEqual({ conflicts: [], users: [] });
    expect(taken?.conflicts).toHaveLength(3);
    expect(taken?.users).toMatchObject([{ dn: `cn=Anna,${people}`, hasMailbox: true }]);
    const nowhere = { unit: 'ou=Nowhere,dc=example,dc=org', wishes };
    await expect(previewUsers(settings(), nowhere, context)).rejects.toMatchObject({
      reason: 'unit-missing',
    });
  });

  it('gets its address where it is there already, and keeps one that it has', async () => {
    const wish = { ...wishOf('No Mail'), alias: 'nomail', dn: `cn=No Mail,${people}` };
    const [seen] = await previewUsers(settings(), { unit: people, wishes: [wish] }, context);
    const [user] = seen?.users ?? [];
    expect(user).toMatchObject({ dn: wish.dn, hasMailbox: false });
    const id = user?.id ?? '';
    const enable = (address: string) =>
      enableUser(settings(), { ...wish, id, address }, { ...context, gate: open });
    await enable('nomail@new.example');
    await enable('other@new.example');
    expect((await entryOf(wish.dn))?.attributes.get('mail')).toEqual(['nomail@new.example']);
    await expect(
      enableUser(settings(), { ...wish, id: 'entryUUID:x' }, { ...context, gate: open }),
    ).rejects.toMatchObject({ reason: 'user-gone' });
  });
});
