import type { MailSession } from '@mailhaul/connector-contract';
import { expect, it } from 'vitest';
import { createRaw, series } from './spec-support/every-kind.ts';
import { address, openGate, outgoing, password, startStage } from './spec-support/ews-stage.ts';

const subscribe = false;
const forms = ['exchange-stream', 'mime', 'exchange-item'] as const;

/** All folders and items of one mailbox into another, as they are. */
async function copyAll(from: MailSession, to: MailSession): Promise<void> {
  for (const { id, path, nature, containerClass } of await from.listFolders()) {
    if (nature !== undefined && nature !== 'not-mail') continue;
    const own = containerClass === undefined ? {} : { containerClass };
    const { folder } = await to.ensureFolder(path, { subscribe, ...own });
    const { generation, nextId } = await from.folderState(id);
    const ids = { fromId: 1, belowId: nextId };
    const request = { generation, ids, wholeBytesMax: 1e6, forms };
    for await (const item of from.readItems(id, request)) {
      const result = await to.writeBatch(folder.id, [item], openGate);
      expect(result).toMatchObject({ outcomes: [{ kind: 'written' }] });
    }
  }
}

async function tree(session: MailSession): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const { id, path, containerClass, state } of await session.listFolders()) {
    const items = (await Array.fromAsync(session.listItems(id))).flatMap((page) => page.items);
    all.push([path.join('/'), containerClass, items.map(({ kind, likeness }) => [kind, likeness])]);
    expect(state?.itemCount ?? items.length).toBe(items.length);
  }
  return all;
}

it('public folders are copied, tree and items', async () => {
  const [source, target] = [
    await startStage({ hasPublicFolders: true }),
    await startStage({ hasPublicFolders: true }),
  ];
  await createRaw(source.server, 'calendar', series('Public weekly'));
  const own = await source.open();
  const from = await source.open({ mailboxKind: 'public' });
  const to = await target.open({ mailboxKind: 'public' });
  const mail = await from.ensureFolder(['Sales', 'Inbox'], { subscribe });
  const events = await from.ensureFolder(['Sales', 'Plan'], {
    ...{ subscribe, containerClass: 'IPF.Appointment' },
  });
  await from.ensureFolder(['Empty'], { subscribe, containerClass: 'IPF.Contact' });
  await from.writeBatch(mail.folder.id, [outgoing(1), outgoing(2)], openGate);
  const calendarId = source.server.mailbox(address).distinguished('calendar').id;
  const { generation } = await own.folderState(calendarId);
  const request = { generation, ids: [1], wholeBytesMax: 1e6, forms: ['exchange-item'] as const };
  for await (const item of own.readItems(calendarId, request)) {
    await from.writeBatch(events.folder.id, [item], openGate);
  }
  await copyAll(from, to);
  const copied = await tree(to);
  expect(copied).toEqual(await tree(from));
  const anything = expect.any(String) as string;
  expect(copied).toMatchObject([
    ['Sales', undefined, []],
    ['Sales/Inbox', undefined, ['mail', 'mail'].map((kind) => [kind, anything])],
    ['Sales/Plan', 'IPF.Appointment', [['event', anything]]],
    ['Empty', 'IPF.Contact', []],
  ]);
  // Nothing of it is in anybody's mailbox.
  expect(target.server.mailbox(address).distinguished('inbox').items).toEqual([]);
});

it('an archive is a mailbox of its own', async () => {
  const mailboxes = [{ address, password, hasArchive: true }];
  const stage = await startStage({ mailboxes });
  stage.fill(1);
  const archive = await stage.open({ mailboxKind: 'archive' });
  const { folder } = await archive.ensureFolder(['Inbox'], { subscribe });
  await archive.writeBatch(folder.id, [outgoing(1), outgoing(2)], openGate);
  const folders = await archive.listFolders();
  expect(folders.map(({ path, specialUse }) => [path, specialUse])).toEqual([
    [['Deleted Items'], 'trash'],
    [['Inbox'], undefined],
  ]);
  expect(stage.server.mailbox(address).distinguished('inbox').items).toHaveLength(1);
});

it('a mailbox without an archive says so', async () => {
  const stage = await startStage();
  await expect(stage.open({ mailboxKind: 'archive' })).rejects.toMatchObject({
    code: expect.stringMatching(/mailbox-unavailable|folder-missing/) as string,
  });
});

it('a shared mailbox is opened by rights on it', async () => {
  const room = { address: 'room@example.com', password: 'none', delegates: [address] };
  const stage = await startStage({ mailboxes: [{ address, password }, room] });
  const session = await stage.open({
    ...{ mailbox: room.address, access: 'delegate', mailboxKind: 'room' },
  });
  const [inbox] = await session.listFolders();
  await session.writeBatch(inbox?.id ?? '', [outgoing(1)], openGate);
  expect(stage.server.mailbox(room.address).distinguished('inbox').items).toHaveLength(1);
  expect(stage.server.mailbox(address).distinguished('inbox').items).toHaveLength(0);
});
