import type { IdSpan, ItemId, MailSession } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { address, openGate, outgoing, startStage } from './spec-support/ews-stage.ts';

async function idsOf(session: MailSession, id: string, onPage?: () => void): Promise<ItemId[]> {
  const ids: ItemId[] = [];
  for await (const { items } of session.listItems(id)) {
    ids.push(...items.map((item) => item.id));
    onPage?.();
  }
  return ids;
}

describe('what Exchange stores', () => {
  it('is no draft, was received and sent when the message says, in the folder alone', async () => {
    const stage = await startStage();
    const session = await stage.open();
    const date = 'Mon, 01 Jan 2024 10:00:00 +0000';
    const item = outgoing(1, `Date: ${date}\r\nSubject: x\r\n\r\nx\r\n`);
    const flags = ['\\Flagged', '\\Answered', '$Forwarded', 'Blue'];
    await session.writeBatch(stage.inboxId, [{ ...item, flags }], openGate);
    const mailbox = stage.server.mailbox(address);
    const [stored] = mailbox.distinguished('inbox').items;
    expect(stored).toMatchObject({ isDraft: false, isRead: false, categories: ['Blue'] });
    expect(stored?.receivedAt).toEqual(new Date(1_700_000_001_000));
    expect(Object.fromEntries(stored?.properties ?? [])).toEqual({
      '0x0e06': '2023-11-14T22:13:21Z',
      '0x0e07': '0',
      '0x0039': '2024-01-01T10:00:00Z',
      '0x1090': '2',
      '0x1080': '261',
      '0x1081': '104',
    });
    expect(mailbox.distinguished('sentitems').items).toEqual([]);
  });

  it('keeps categories that are no IMAP keywords as they are', async () => {
    const stage = await startStage();
    stage.fill(1);
    const inbox = stage.server.mailbox(address).distinguished('inbox');
    const [first] = inbox.items;
    if (first !== undefined) inbox.items = [{ ...first, categories: ['Red Category', 'ü'] }];
    const session = await stage.open();
    for await (const { items } of session.listItems(stage.inboxId)) {
      expect(items.map(({ flags }) => flags)).toEqual([['Red Category', 'ü']]);
    }
  });

  it('other folders than those of mail say what they are', async () => {
    const folders = await (await (await startStage()).open()).listFolders();
    const named = folders.map(({ path, specialUse, nature, containerClass }) => [
      ...[path.join('/'), specialUse, nature, containerClass],
    ]);
    expect(named).toEqual(
      expect.arrayContaining([
        ['INBOX', 'inbox', undefined, undefined],
        ['Drafts', 'drafts', undefined, undefined],
        ['Sent Items', 'sent', undefined, undefined],
        ['Deleted Items', 'trash', undefined, undefined],
        ['Junk Email', 'junk', undefined, undefined],
        ['Outbox', undefined, 'outbox', undefined],
        ['Calendar', 'calendar', 'not-mail', 'IPF.Appointment'],
        ['Contacts', 'contacts', 'not-mail', 'IPF.Contact'],
        ['Tasks', 'tasks', 'not-mail', 'IPF.Task'],
        ['Notes', 'notes', 'not-mail', 'IPF.StickyNote'],
        ['Journal', 'journal', 'not-mail', 'IPF.Journal'],
        ['Sync Issues', undefined, 'sync-log', undefined],
        ['Sync Issues/Conflicts', undefined, 'sync-log', undefined],
        ['Conversation Action Settings', undefined, 'sync-log', 'IPF.Configuration'],
      ]),
    );
    const copied = folders.filter(({ nature }) => nature === undefined || nature === 'not-mail');
    expect(copied.map(({ path }) => path[0])).not.toContain('Sync Issues');
    expect(folders.map(({ path }) => path[0])).not.toContain('Recoverable Items');
  });
});

describe('folders that are made', () => {
  const subscribe = false;

  it('hold mail: a folder of another kind with that name makes them be called otherwise', async () => {
    const session = await (await startStage()).open();
    const made = await session.ensureFolder(['Calendar', 'Work'], { subscribe });
    expect(made.folder.path).toEqual(['Calendar (2)', 'Work']);
    const outbox = await session.ensureFolder(['outbox'], { subscribe });
    expect(outbox).toMatchObject({ wasCreated: true, folder: { path: ['outbox (2)'] } });
    const again = await session.ensureFolder(['Calendar', 'Work'], { subscribe });
    expect(again).toMatchObject({ wasCreated: false, folder: { id: made.folder.id } });
  });

  it('are none of those that they must not be', async () => {
    const session = await (await startStage()).open();
    const { folder } = await session.ensureFolder(['Work'], { subscribe });
    const other = await session.ensureFolder(['work'], { subscribe, apartFrom: [folder] });
    expect(other).toMatchObject({ wasCreated: true, folder: { path: ['work (2)'] } });
  });

  it('have names that can be said, each its own', async () => {
    const session = await (await startStage()).open();
    const long = 'x'.repeat(300);
    const names = ['a\u0001b', 'a\u0002b', 'a_b', 'line\nbreak', `${long}1`, `${long}2`, '\ud800'];
    const made = await Promise.all(
      names.map((name) => session.ensureFolder([name], { subscribe })),
    );
    expect(new Set(made.map(({ folder }) => folder.id)).size).toBe(names.length);
    const listed = await session.listFolders();
    for (const { folder } of made)
      expect(listed).toContainEqual(expect.objectContaining({ id: folder.id, path: folder.path }));
    const again = await session.ensureFolder(['a\u0002b'], { subscribe });
    expect([again.wasCreated, again.folder.id]).toEqual([false, made[1]?.folder.id]);
  });

  it('may have been made by somebody else meanwhile', async () => {
    const stage = await startStage();
    const session = await stage.open();
    await session.listFolders();
    await (await stage.open()).ensureFolder(['Both'], { subscribe });
    expect(await session.ensureFolder(['both'], { subscribe })).toMatchObject({
      wasCreated: false,
      folder: { path: ['Both'] },
    });
  });
});

describe('a listing in pages', () => {
  const small = { foundMax: { restricted: 4, plain: 10 } };

  it('misses nothing when items before are deleted between two pages', async () => {
    const stage = await startStage(small);
    stage.fill(50);
    const session = await stage.open();
    const inbox = stage.server.mailbox(address).distinguished('inbox');
    let page = 0;
    const ids = await idsOf(session, stage.inboxId, () => {
      page += 1;
      // Seven of those already seen go after the first page, and three after the second.
      if (page <= 2) inbox.items = inbox.items.slice(page === 1 ? 7 : 3);
    });
    expect(ids).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });

  it('leaves out what arrives after it began', async () => {
    const stage = await startStage(small);
    stage.fill(15);
    const session = await stage.open();
    const ids = await idsOf(session, stage.inboxId, () => stage.fill(1));
    expect(ids).toEqual(Array.from({ length: 15 }, (_, n) => n + 1));
  });

  it('reads far and near numbers, and only those', async () => {
    const stage = await startStage(small);
    stage.fill(300);
    const session = await stage.open();
    const { generation } = await session.folderState(stage.inboxId);
    const read = async (ids: readonly number[] | IdSpan) => {
      const request = { generation, ids, wholeBytesMax: 1e6 };
      return (await Array.fromAsync(session.readItems(stage.inboxId, request))).map(({ id }) => id);
    };
    const sparse = Array.from({ length: 30 }, (_, n) => 10 * n + 1);
    expect(await read(sparse)).toEqual(sparse);
    expect(await read([5, 6, 9, 200, 4_000_000_000])).toEqual([5, 6, 9, 200]);
    expect(await read({ fromId: 290, belowId: 2 ** 32 })).toEqual(
      Array.from({ length: 11 }, (_, n) => 290 + n),
    );
  });

  it('goes on below a number that was given before, when the newest items are deleted', async () => {
    const stage = await startStage({ tellsNextNumber: false });
    stage.fill(3);
    const session = await stage.open();
    const inbox = stage.server.mailbox(address).distinguished('inbox');
    expect((await session.folderState(stage.inboxId)).nextId).toBe(4);
    inbox.items = inbox.items.slice(0, 1);
    const fence = (await session.folderState(stage.inboxId)).nextId;
    stage.fill(1);
    expect(inbox.items.at(-1)?.number).toBeGreaterThanOrEqual(fence);
  });
});
