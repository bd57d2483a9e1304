import { systemClock, systemRandom } from '@mailhaul/kernel';
import {
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DirectorySettings } from './directory-settings.ts';
import { type MailboxWish, searchDirectoryMailboxes } from './search-mailboxes.ts';
import { searchDirectoryPlaces } from './search-places.ts';
import { berlin, exchangeEntries, people } from './spec-support/people.ts';

const context = { clock: systemClock, random: systemRandom, signal: new AbortController().signal };

describeWithServer('slapd', 'a search in a directory with Exchange', () => {
  let server: SlapdServer;
  beforeAll(async () => {
    server = await startSlapd({ entries: exchangeEntries });
  }, 90_000);
  afterAll(() => server.stop());

  const settings = (): DirectorySettings => ({
    ...{ host: '127.0.0.1', port: server.port, security: 'none' },
    ...{ bindDn: directoryReader, password: directoryReaderPassword },
  });
  const search = (wish: MailboxWish = {}) => searchDirectoryMailboxes(settings(), wish, context);
  const names = async (wish: MailboxWish) =>
    (await search(wish)).mailboxes.map(({ address }) => address.split('@')[0]?.toLowerCase());

  it('finds those that people use, with what it knows of each', async () => {
    const { mailboxes, limit } = await search();
    expect(limit).toBeUndefined();
    expect(mailboxes.map(({ address, kind }) => `${address} ${kind}`)).toEqual([
      'Anna@example.org user',
      'Beamer@example.org equipment',
      'Bert@example.org user',
      'Blue@example.org room',
      'help@example.org shared',
      'Remote@example.org user',
    ]);
    expect(mailboxes[0]).toEqual({
      id: 'objectGUID:342d261f-423b-5049-575e-656c737a8188',
      dn: `cn=Anna,${people}`,
      kind: 'user',
      address: 'Anna@example.org',
      aliases: ['a.example@example.org'],
      x500: ['/o=Example/ou=First/cn=Recipients/cn=anna', '/o=Old/cn=anna'],
      name: 'Anna Example',
      localNames: { de: 'Anna Beispiel' },
      account: 'anna@corp.example',
      mailboxGuid: '5049423b-5e57-6c65-737a-81888f969da4',
      hasArchive: true,
    });
  });

  it.each([
    [{ text: 'BEISPIEL' }, ['anna']],
    [{ text: 'old.example' }, ['beamer', 'bert', 'blue', 'remote']],
    [{ kinds: ['room', 'shared'] as const }, ['blue', 'help']],
    [{ kinds: ['system'] as const }, ['discovery']],
    [{ unit: berlin }, ['bert', 'blue']],
    [{ unit: `OU=berlin , ${people.toUpperCase()}` }, ['bert', 'blue']],
    [{ unit: berlin, text: 'bert' }, ['bert']],
    [{ group: 'Staff' }, ['anna', 'bert', 'blue']],
    [{ group: 'managers@example.org', kinds: ['user'] as const }, ['anna', 'bert']],
    [{ group: `CN=Staff, OU=Groups,${directoryBase}`, unit: berlin }, ['bert', 'blue']],
    [{ group: 'Staff', text: 'BERT' }, ['bert']],
  ])('finds %j', async (wish, found) => {
    expect(await names(wish)).toEqual(found);
  });

  it.each(['*', '*)(objectClass=*', 'help*)(|(cn=*', '\\2a', ')(mail=*))(|(mail=*'])(
    'takes %j for a text and for nothing else',
    async (text) => {
      const expected = text === '*' ? ['help'] : [];
      expect(await names({ text })).toEqual(expected);
      await expect(search({ group: text })).rejects.toMatchObject({ field: 'group' });
    },
  );

  it('finds names with the letters of filters in them', async () => {
    expect(await names({ text: 'desk(1)\\' })).toEqual(['help']);
  });

  it('says which group or unit it cannot take', async () => {
    await expect(search({ group: 'Nobody' })).rejects.toMatchObject({ field: 'group' });
    await expect(search({ group: 'Namesake' })).rejects.toThrow('several');
    await expect(search({ group: `cn=Anna,${people}` })).rejects.toMatchObject({ field: 'group' });
    await expect(search({ unit: 'dc=elsewhere' })).rejects.toMatchObject({ field: 'unit' });
    await expect(search({ unit: `ou=Not,${people}` })).rejects.toMatchObject({
      code: 'directory-base-missing',
    });
  });

  it('stops where it is told to', async () => {
    const { mailboxes, limit } = await search({ max: 2 });
    expect(mailboxes).toHaveLength(2);
    expect(limit).toBe('entries');
    expect(await search({ max: 1, group: 'Staff' })).toMatchObject({ limit: 'entries' });
    expect(await search({ max: 6 })).not.toHaveProperty('limit');
  });

  it('lists groups and units', async () => {
    const list = async (what: 'group' | 'unit', text?: string) =>
      (await searchDirectoryPlaces(settings(), { what, text }, context)).places;
    expect((await list('unit')).map(({ path }) => path.join('/'))).toEqual([
      ...['People/Berlin', 'Groups', 'People'],
    ]);
    expect(await list('unit', 'BER')).toMatchObject([{ dn: berlin, name: 'Berlin' }]);
    expect((await list('group')).map(({ name }) => name)).toContain('Managers');
    expect(await list('group', 'staff')).toMatchObject([
      { name: 'Staff', address: 'staff@example.org', path: ['Groups', 'Staff'] },
    ]);
  });
});
