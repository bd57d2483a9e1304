import type { EwsServerOptions } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { ews } from './independent-client.ts';
import { type ReadFolder, readAll } from './read-by-client.ts';
import {
  type Exchange,
  address,
  filled,
  idsOf,
  migrated,
  newState,
  read,
  startExchange,
} from './stage-of-kinds.ts';
import { makeFolder, writeContact, writeEveryKind, writeMail } from './written-by-client.ts';

const noStreams = ['ExportItems', 'UploadItems'];

/** What a server is unlike Exchange in; as source and as target. */
const servers: readonly (readonly [string, Partial<EwsServerOptions>])[] = [
  ['numbers no items', { numbersItems: false }],
  ['forgets named properties', { keepsNamedProperties: false }],
  ['calls each page the last', { numbersItems: false, lastFlag: 'always' }],
  ['calls no page the last', { numbersItems: false, lastFlag: 'never' }],
  ['refuses bodies in pieces', { refusesChunked: true }],
  ['tells pages backwards', { numbersItems: false, reversesPages: true }],
  ['refuses to sort and to search', { sortsItems: false, takesRestrictions: false }],
];

describe.for(servers)('a server that %s', ([, oddity]) => {
  it.for([
    ['by elements', noStreams],
    ['by streams', []],
  ] as const)('gives and takes every kind once, %s', async ([, withoutOperations]) => {
    const options = { ...oddity, withoutOperations: [...withoutOperations] };
    const [source, target] = [await startExchange(options), await startExchange(options)];
    await writeEveryKind(source.service);
    const before = await read(source);
    const state = newState();
    const first = await migrated(source.url(), target.url(), state);
    expect(first).toMatchObject({ end: 'completed', failures: [], exclusions: [] });
    expect(await read(target)).toEqual(before);
    await writeContact(source.service, 'Newman');
    const copies = idsOf(target);
    const delta = await migrated(source.url(), target.url(), state);
    expect(delta.pass).toMatchObject({ migrated: 1, failed: 0 });
    const all = idsOf(target);
    expect(all).toHaveLength(copies.length + 1);
    const lost = await migrated(source.url(), target.url(), newState());
    expect(lost).toMatchObject({ end: 'completed', surplusReported: 0, failures: [] });
    expect(idsOf(target)).toEqual(all);
    expect(lost.verification?.grade).toBe('Good');
  });
});

describe.for([
  ['drops attachments that come with an item', 'none'],
  ['keeps of them the items', 'items'],
] as const)('a target that %s', ([, keepsGivenAttachments]) => {
  it('has all of them all the same, once', async () => {
    const source = await startExchange({ withoutOperations: noStreams });
    const target = await startExchange({ withoutOperations: noStreams, keepsGivenAttachments });
    await writeEveryKind(source.service);
    const end = await migrated(source.url(), target.url(), newState());
    expect(end).toMatchObject({ end: 'completed', failures: [] });
    expect(await read(target)).toEqual(await read(source));
  });
});

describe('a target of 2010', () => {
  it.for([
    ['by elements', noStreams],
    ['by streams', []],
  ] as const)('takes every kind once, %s', async ([, withoutOperations]) => {
    const options = { withoutOperations: [...withoutOperations] };
    const source = await startExchange(options);
    const target = await startExchange({ ...options, version: { major: 14, minor: 1 } });
    await writeEveryKind(source.service);
    const before = outlineOf(await read(source));
    for (const state of [newState(), newState()]) {
      const end = await migrated(source.url(), target.url(), state);
      expect(end).toMatchObject({ end: 'completed', failures: [], exclusions: [] });
      expect(outlineOf(await read(target))).toEqual(before);
    }
  });
});

/** Clients of different versions do not ask for the same, and 2010 has no element for flags. */
function outlineOf(folders: readonly ReadFolder[]): unknown[] {
  return folders.map(({ path, folderClass, items }) => {
    const outlines = items.map(({ subject, properties }) => {
      const { ItemClass, Sensitivity, Importance, Categories, Start, Attachments } = properties;
      return { subject, ItemClass, Sensitivity, Importance, Categories, Start, Attachments };
    });
    const texts = outlines.map((one) =>
      JSON.stringify(one, (name, value: unknown) => (name === 'Flag' ? undefined : value)),
    );
    return { path, folderClass, items: texts.toSorted() };
  });
}

describe('trees beside the mailbox', () => {
  it.for([
    ['public', ews.WellKnownFolderName.PublicFoldersRoot],
    ['archive', ews.WellKnownFolderName.ArchiveMsgFolderRoot],
  ] as const)('of the kind %s are copied, folders and items, once', async ([kind, root]) => {
    const mailboxes = [{ address, password: 'secret', hasArchive: true }];
    const start = () => startExchange({ mailboxes, hasPublicFolders: true });
    const [source, target] = [await start(), await start()];
    const { service } = source;
    const team = await makeFolder(service, 'Team', { folderClass: 'IPF.Note', parent: root });
    await writeMail(service, { subject: 'for the team', place: team });
    const people = { folderClass: 'IPF.Contact', parent: team };
    await writeContact(service, 'Quill', await makeFolder(service, 'People', people));
    const url = (side: Exchange) => side.url(`&kind=${kind}`);
    for (const state of [newState(), newState()]) {
      const end = await migrated(url(source), url(target), state);
      expect(end).toMatchObject({ end: 'completed', failures: [], exclusions: [] });
      expect(end.verification?.grade).toBe('Good');
      const [before, after] = await Promise.all(
        [source, target].map(async (side) => filled(await readAll(side.service, root))),
      );
      expect(before?.map(({ path }) => path)).toEqual(['Team', 'Team/People']);
      expect(after).toEqual(before);
    }
    // Nothing went into the mailbox itself.
    expect(idsOf(target)).toEqual([]);
  });
});
