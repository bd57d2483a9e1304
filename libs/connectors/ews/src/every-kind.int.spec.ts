import type { ItemForm, ItemInfo, MailSession, OutgoingItem } from '@mailhaul/connector-contract';
import type { EwsServer } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { everyKind, fillWithEveryKind } from './spec-support/every-kind.ts';
import { type EwsStage, address, openGate, startStage } from './spec-support/ews-stage.ts';
import { type Told, all, ask, idsIn } from './spec-support/raw-ews.ts';

const folders = Object.keys(everyKind);
const kinds = ['event', 'contact', 'contact-group', 'task', 'note', 'journal', 'post'];

function folderId(stage: EwsStage, name: string): string {
  return stage.server.mailbox(address).distinguished(name).id;
}

async function copied(
  source: EwsStage,
  target: EwsStage,
  forms: readonly ItemForm[],
): Promise<Set<string>> {
  const [from, to] = [await source.open(), await target.open()];
  const used = new Set<string>();
  for (const folder of folders) {
    const items = await outgoingOf(from, folderId(source, folder), forms);
    for (const { form, kind } of items) used.add(`${kind} ${form}`);
    const result = await to.writeBatch(folderId(target, folder), items, openGate);
    expect(result).toMatchObject({ outcomes: items.map(() => ({ kind: 'written' })) });
  }
  return used;
}

async function outgoingOf(
  session: MailSession,
  id: string,
  forms: readonly ItemForm[],
): Promise<OutgoingItem[]> {
  const { generation, nextId } = await session.folderState(id);
  const ids = { fromId: 1, belowId: nextId };
  const items: OutgoingItem[] = [];
  const request = { generation, ids, wholeBytesMax: 1e7, forms };
  for await (const item of session.readItems(id, request)) {
    const { receivedAt, flags, kind = 'mail', form = 'mime', body } = item;
    const own = body.kind === 'whole' ? { ...body, bytes: Buffer.from(body.bytes) } : body;
    items.push({ receivedAt, flags, kind, form, body: own, marker: `key-${item.id}` });
  }
  return items;
}

async function listed(session: MailSession, id: string): Promise<ItemInfo[]> {
  return (await Array.fromAsync(session.listItems(id))).flatMap(({ items }) => items);
}

/** What the server makes itself of an item, or gives anew to each. */
const ofTheServer = new Set([
  ...['ItemId', 'ParentFolderId', 'Size', 'LastModifiedTime', 'LastModifiedName', 'InstanceKey'],
  ...['AttachmentId', 'DateTimeCreated', 'DateTimeReceived', 'DateTimeStamp', 'ConversationId'],
  ...[
    'DateTimeSent',
    'StoreEntryId',
    'SearchKey',
    'MimeContent',
    'InternetMessageId',
    'PostedTime',
  ],
  ...['AppointmentReplyTime', 'ConversationIndex', 'InternetMessageHeaders', 'AssignedTime'],
  ...['ChangeCount', 'ResponseObjects', 'EffectiveRights'],
]);

async function everything(server: EwsServer, folder: string): Promise<unknown[]> {
  const found = await ask(
    server,
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>' +
      `<m:ParentFolderIds><t:DistinguishedFolderId Id="${folder}"/></m:ParentFolderIds></m:FindItem>`,
  );
  const items: unknown[] = [];
  for (const id of idsIn(found)) {
    const item = await whole(server, id);
    const occurrences = all(item, 'Occurrence').flatMap(idsIn);
    items.push(plain(item));
    const changed = await Promise.all(occurrences.map((one) => whole(server, one)));
    items.push(...changed.map(plain));
    for (const attached of [item, ...changed].flatMap((one) => all(one, 'AttachmentId'))) {
      items.push(await attachment(server, attached.attributes['Id'] ?? ''));
    }
  }
  return items;
}

async function whole(server: EwsServer, id: string): Promise<Told> {
  const note = (lid: number, type: string, set: string) =>
    `<t:ExtendedFieldURI PropertySetId="${set}" PropertyId="${lid}" PropertyType="${type}"/>`;
  const [noteSet, logSet] = [
    '0006200e-0000-0000-c000-000000000046',
    '0006200a-0000-0000-c000-000000000046',
  ];
  const got = await ask(
    server,
    '<m:GetItem><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape><t:AdditionalProperties>' +
      note(35584, 'Integer', noteSet) +
      note(34560, 'String', logSet) +
      note(34567, 'Integer', logSet) +
      `</t:AdditionalProperties></m:ItemShape><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:GetItem>`,
  );
  const [items] = all(got, 'Items');
  const [item] = items?.children ?? [];
  if (item === undefined) throw new Error('there is no item');
  return item;
}

async function attachment(server: EwsServer, id: string): Promise<unknown[]> {
  const got = await ask(
    server,
    `<m:GetAttachment><m:AttachmentIds><t:AttachmentId Id="${id}"/></m:AttachmentIds></m:GetAttachment>`,
  );
  const nested = all(got, 'Attachments').flatMap((one) => all(one, 'AttachmentId'));
  const own = all(got, 'AttachmentId')[0]?.attributes['Id'];
  const inner: unknown[] = [];
  for (const { attributes } of nested) {
    if (attributes['Id'] !== own && attributes['Id'] !== id) {
      inner.push(await attachment(server, attributes['Id'] ?? ''));
    }
  }
  return [...all(got, 'Attachments').slice(0, 1).map(plain), ...inner];
}

function plain({ name, attributes, children, text }: Told): unknown {
  const kept = children.filter((child) => !ofTheServer.has(child.name));
  const extended = kept.filter((child) => child.name === 'ExtendedProperty');
  const rest = kept.filter((child) => child.name !== 'ExtendedProperty');
  const values = [...extended].map(plain).map((one) => JSON.stringify(one));
  return {
    name,
    attributes,
    text: text.trim(),
    children: [...rest.map(plain), ...values.toSorted()],
  };
}

async function expectEqual(source: EwsStage, target: EwsStage): Promise<void> {
  for (const folder of folders) {
    const [before, after] = [
      await everything(source.server, folder),
      await everything(target.server, folder),
    ];
    expect(before.length).toBeGreaterThan(0);
    expect(after).toEqual(before);
  }
}

describe('items of every kind, compared property by property', () => {
  it('go by stream', async () => {
    const [source, target] = [await startStage(), await startStage()];
    await fillWithEveryKind(source.server);
    const forms = ['exchange-stream', 'mime', 'exchange-item'] as const;
    const used = await copied(source, target, forms);
    expect([...used].toSorted()).toEqual(kinds.map((kind) => `${kind} exchange-stream`).toSorted());
    await expectEqual(source, target);
    expect(target.server.mailbox(address).sent).toEqual([]);
  });

  it('go by their elements', async () => {
    const [source, target] = [await startStage(), await startStage()];
    await fillWithEveryKind(source.server);
    const used = await copied(source, target, ['mime', 'exchange-item']);
    expect([...used].toSorted()).toEqual(kinds.map((kind) => `${kind} exchange-item`).toSorted());
    await expectEqual(source, target);
    expect(target.server.mailbox(address).sent).toEqual([]);
  });

  it.for(['none', 'items'] as const)(
    'go with their files to a server that keeps of the attachments in CreateItem %s',
    async (keepsGivenAttachments) => {
      const [source, target] = [await startStage(), await startStage({ keepsGivenAttachments })];
      await fillWithEveryKind(source.server);
      await copied(source, target, ['mime', 'exchange-item']);
      await expectEqual(source, target);
    },
  );

  it('are alike on both sides, in every form, and tell who wrote them', async () => {
    for (const forms of [['exchange-stream'], ['exchange-item']] as const) {
      const [source, target] = [await startStage(), await startStage()];
      await fillWithEveryKind(source.server);
      await copied(source, target, forms);
      const [from, to] = [await source.open(), await target.open()];
      for (const folder of folders) {
        const before = await listed(from, folderId(source, folder));
        const after = await listed(to, folderId(target, folder));
        expect(after.map(({ kind, likeness }) => [kind, likeness])).toEqual(
          before.map(({ kind, likeness }) => [kind, likeness]),
        );
        const markers = before.map(({ id }) =>
          forms[0] === 'exchange-item' ? `key-${id}` : undefined,
        );
        expect(after.map(({ marker }) => marker)).toEqual(markers);
        expect(new Set(after.map(({ likeness }) => likeness)).size).toBe(after.length);
      }
    }
  });

  it('have no form for a system of mail, but for posts', async () => {
    const stage = await startStage();
    await fillWithEveryKind(stage.server);
    const session = await stage.open();
    for (const folder of folders) {
      const id = folderId(stage, folder);
      const { generation, nextId } = await session.folderState(id);
      const ids = { fromId: 1, belowId: nextId };
      for await (const item of session.readItems(id, { generation, ids, wholeBytesMax: 1e6 })) {
        const bytes = item.body.kind === 'whole' ? item.body.bytes.byteLength : 0;
        const isPost = item.kind === 'post';
        expect([item.isFormless, bytes > 0, item.form]).toEqual(
          isPost ? [undefined, true, 'mime'] : [true, false, undefined],
        );
      }
    }
  });
});
