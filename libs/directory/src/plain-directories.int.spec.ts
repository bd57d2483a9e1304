import { systemClock, systemRandom } from '@mailhaul/kernel';
import {
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterEach, expect, it } from 'vitest';
import type { DirectorySettings } from './directory-settings.ts';
import { type MailboxWish, searchDirectoryMailboxes } from './search-mailboxes.ts';
import { plain, plainPeople } from './spec-support/people.ts';
import { testDirectory } from './test-directory.ts';

const context = { clock: systemClock, random: systemRandom, signal: new AbortController().signal };

describeWithServer('slapd', 'a directory without Exchange', () => {
  let server: SlapdServer | undefined;
  afterEach(() => server?.stop());

  const start = async (count: number, sizeLimit?: number) => {
    server = await startSlapd({
      entries: plainPeople(count),
      ...(sizeLimit === undefined ? {} : { sizeLimit }),
    });
    const { port } = server;
    const settings: DirectorySettings = {
      ...{ host: '127.0.0.1', port, security: 'none', baseDn: plain },
      ...{ bindDn: directoryReader, password: directoryReaderPassword },
    };
    return {
      search: (wish: MailboxWish = {}) => searchDirectoryMailboxes(settings, wish, context),
      test: () => testDirectory(settings, context),
    };
  };

  it('gives all of many pages, and all members of a large group', async () => {
    const { search, test } = await start(1_203);
    const { mailboxes, limit } = await search();
    expect(limit).toBeUndefined();
    expect(mailboxes).toHaveLength(1_203);
    expect(mailboxes[0]).toMatchObject({
      ...{ kind: 'user', address: 'p0@plain.example', aliases: ['person.0@plain.example'] },
      ...{ name: 'Person 0', account: 'p0', hasArchive: false },
    });
    expect(mailboxes.every(({ id }) => id.startsWith('entryUUID:'))).toBe(true);
    expect((await search({ group: 'Everybody' })).mailboxes).toHaveLength(1_203);
    expect((await test()).at(-1)).toMatchObject({
      ...{ name: 'mailboxes', ok: true },
      detail: ['1203 mailboxes, known by the attribute mail'],
    });
  });

  it('says where the server gives no more', async () => {
    const { search, test } = await start(60, 20);
    const { mailboxes, limit } = await search();
    expect(mailboxes).toHaveLength(20);
    expect(limit).toBe('server');
    expect((await test()).at(-1)?.detail[0]).toMatch(/^20 or more mailboxes/);
  });

  it('warns where nobody is to be seen', async () => {
    const { test } = await start(0);
    expect((await test()).at(-1)).toMatchObject({ name: 'mailboxes', ok: true, isWarning: true });
  });
});
