import { systemClock, systemRandom } from '@mailhaul/kernel';
import {
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DirectorySettings } from './directory-settings.ts';
import { findDirectoryMailboxes, type MailboxesSought } from './find-mailboxes.ts';
import { searchDirectoryMailboxes } from './search-mailboxes.ts';
import { exchangeEntries, plainPeople } from './spec-support/people.ts';

const context = { clock: systemClock, random: systemRandom, signal: new AbortController().signal };
const nobody: MailboxesSought = { ids: [], addresses: [] };
const settingsOf = ({ port }: SlapdServer): DirectorySettings => ({
  ...{ host: '127.0.0.1', port, security: 'none' },
  ...{ bindDn: directoryReader, password: directoryReaderPassword },
});

describeWithServer('slapd', 'mailboxes that are known', () => {
  let server: SlapdServer;
  beforeAll(async () => {
    server = await startSlapd({ entries: exchangeEntries });
  }, 90_000);
  afterAll(() => server.stop());

  const find = async (sought: Partial<MailboxesSought>) => {
    const asked = { ...nobody, ...sought };
    const { mailboxes, isWhole } = await findDirectoryMailboxes(settingsOf(server), asked, context);
    expect(isWhole).toBe(true);
    return mailboxes.map(({ address }) => address);
  };

  it('are found by their ids and by any of their addresses', async () => {
    const { mailboxes } = await searchDirectoryMailboxes(settingsOf(server), {}, context);
    const [anna] = mailboxes;
    expect(anna?.id).toMatch(/^objectGUID:/);
    expect(await find({ ids: [anna?.id ?? ''] })).toEqual(['Anna@example.org']);
    expect(await find({ addresses: ['A.EXAMPLE@example.org', 'bert@old.example'] })).toEqual([
      'Anna@example.org',
      'Bert@example.org',
    ]);
    // Also those that a search leaves out, and nobody by what is no id or address of theirs.
    expect(await find({ addresses: ['Discovery@example.org'] })).toEqual(['Discovery@example.org']);
    expect(await find({ ids: ['objectGUID:*', 'dn:cn=nobody', 'x'] })).toEqual([]);
    expect(await find({ addresses: ['*', '*)(mail=*'] })).toEqual([]);
    expect(await find({ ids: [`dn:${anna?.dn ?? ''}`] })).toEqual(['Anna@example.org']);
  });
});

describeWithServer('slapd', 'many mailboxes that are known', () => {
  const count = 900;
  const addresses = Array.from({ length: count }, (_, at) => `p${at}@plain.example`);

  it.each([undefined, 500])(
    'are read at once, and asked for where the server ends its answer (%s)',
    async (sizeLimit) => {
      const limit = sizeLimit === undefined ? {} : { sizeLimit };
      const server = await startSlapd({ entries: plainPeople(count), ...limit });
      try {
        const found = await findDirectoryMailboxes(
          settingsOf(server),
          { ids: [], addresses: [...addresses, 'nobody@plain.example'] },
          context,
        );
        expect(found.isWhole).toBe(true);
        expect(new Set(found.mailboxes.map(({ address }) => address))).toEqual(new Set(addresses));
        const [first] = found.mailboxes;
        expect(first?.id).toMatch(/^entryUUID:/);
        const byId = { ids: [first?.id ?? ''], addresses: [] };
        const again = await findDirectoryMailboxes(settingsOf(server), byId, context);
        expect(again.mailboxes).toEqual([first]);
      } finally {
        await server.stop();
      }
    },
    90_000,
  );
});
