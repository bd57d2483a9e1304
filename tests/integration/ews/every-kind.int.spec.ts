import { ews } from './independent-client.ts';
import { describe, expect, it } from 'vitest';
import type { ReadFolder } from './read-by-client.ts';
import {
  type Exchange,
  address,
  countOf,
  idsOf,
  migrated,
  newState,
  read,
  startExchange,
} from './stage-of-kinds.ts';
import { writeContact, writeEveryKind, writeMail } from './written-by-client.ts';

const { WellKnownFolderName: known } = ews;

/** A mail is moved, one is deleted, and a mail and a contact are new. */
async function liveOn({ service }: Exchange): Promise<void> {
  const inbox = await service.FindItems(known.Inbox, new ews.ItemView(100));
  const named = (subject: string) => inbox.Items.find((item) => item.Subject === subject);
  const client = await service.FindFolders(known.MsgFolderRoot, new ews.FolderView(100));
  const clients = client.Folders.find(({ DisplayName }) => DisplayName === 'Clients');
  if (clients === undefined) throw new Error('there is no folder Clients');
  await named('with files')?.Move(clients.Id);
  await named('unread and flagged')?.Delete(ews.DeleteMode.HardDelete);
  await writeMail(service, { subject: 'new since' });
  await writeContact(service, 'Newman');
}

function subjectsIn(folders: readonly ReadFolder[], path: string): string[] {
  const items = folders.find((folder) => folder.path === path)?.items ?? [];
  return items.map(({ subject }) => subject).toSorted();
}

describe.for([
  ['by elements', { withoutOperations: ['ExportItems', 'UploadItems'] }],
  ['by streams', {}],
] as const)('Exchange to Exchange %s', ([, options]) => {
  it('carries every kind, as another client sees it; then what is new, and nothing again', async () => {
    const [source, target] = [await startExchange(options), await startExchange(options)];
    await writeEveryKind(source.service);
    const before = await read(source);
    const state = newState();
    const first = await migrated(source.url(), target.url(), state);
    expect(await read(target)).toEqual(before);
    expect(first).toMatchObject({ end: 'completed', exclusions: [], failures: [] });
    expect(first.totals).toMatchObject({ migrated: countOf(before), pending: 0 });
    expect(first.verification?.grade).toBe('Good');
    expect(Object.keys(first.verification?.findings ?? {})).toEqual(['made-anew']);

    const copies = idsOf(target);
    await liveOn(source);
    const delta = await migrated(source.url(), target.url(), state);
    expect(delta.pass).toMatchObject({ migrated: 3, excluded: 0, failed: 0 });
    expect(idsOf(target)).toEqual(expect.arrayContaining(copies));
    expect(idsOf(target)).toHaveLength(copies.length + 3);
    const after = await read(target);
    expect(subjectsIn(after, 'Clients')).toEqual(['with files']);
    expect(subjectsIn(after, 'Inbox')).toEqual(
      ['an order', 'new since', 'posted', 'unread and flagged', 'with files'].toSorted(),
    );
    expect(subjectsIn(after, 'Contacts')).toContain('Zoë Newman');
    // What has gone from the source is the target's own now.
    expect(delta.verification).toMatchObject({ grade: 'Good', findings: { extra: 2 } });

    const all = idsOf(target);
    const lost = await migrated(source.url(), target.url(), newState());
    expect(lost).toMatchObject({ end: 'completed', surplusReported: 0, failures: [] });
    expect(idsOf(target)).toEqual(all);
    expect(lost.verification).toMatchObject({ grade: 'Good', findings: { extra: 2 } });
    expect([source, target].map(({ server }) => server.mailbox(address).sent)).toEqual([[], []]);
  });
});
