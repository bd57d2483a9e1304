import type { ItemForm, ItemId, MailSession } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { namespaces } from './soap/envelope.ts';
import { createRaw } from './spec-support/every-kind.ts';
import {
  type EwsStage,
  failureOf,
  mailText,
  openGate,
  outgoing,
  startStage,
} from './spec-support/ews-stage.ts';

const start = `<?xml version="1.0"?><s:Envelope xmlns:s="${namespaces.s}" xmlns:m="${namespaces.m}" xmlns:t="${namespaces.t}"><s:Body>`;
const end = '</s:Body></s:Envelope>';
const xml = { 'Content-Type': 'text/xml; charset=utf-8' };

async function* endless(first: string, again: string): AsyncGenerator<string> {
  yield first;
  for (;;) yield await Promise.resolve(again);
}

/** What FindItem is answered with; each must end in an error of the connection, within bounds. */
const answers: readonly (readonly [string, string | (() => AsyncIterable<string>), string])[] = [
  ['an endless text', () => endless(`${start}<m:x>`, 'x'.repeat(65_536)), 'answer-too-large'],
  ['endless elements', () => endless(start, '<m:x/>'.repeat(9_000)), 'answer-too-large'],
  ['an endless name', () => endless(`${start}<`, 'x'.repeat(65_536)), 'answer-too-large'],
  ['an endless comment', () => endless(`${start}<!--`, 'x'.repeat(65_536)), 'answer-too-large'],
  ['endless depth', () => endless(start, '<m:x>'.repeat(9_000)), 'protocol-violation'],
  [
    'an entity bomb',
    '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><b>&b;</b>',
    'protocol-violation',
  ],
  [
    'an endless document type',
    () => endless('<!DOCTYPE b [', '<!ENTITY a "a">'.repeat(4_000)),
    'answer-too-large',
  ],
  ['an unknown entity', `${start}&nbsp;${end}`, 'protocol-violation'],
  ['no XML', 'OK', 'protocol-violation'],
  ['nothing', '', 'protocol-violation'],
  ['a part of it', `${start}<m:FindItemResponse>`, 'protocol-violation'],
  ['another document', '<html xmlns="http://www.w3.org/1999/xhtml"/>', 'protocol-violation'],
  ['no response message', `${start}${end}`, 'protocol-violation'],
];

async function listed(session: MailSession, id: string): Promise<ItemId[]> {
  const pages = await Array.fromAsync(session.listItems(id));
  return pages.flatMap(({ items }) => items.map((item) => item.id));
}

async function read(session: MailSession, id: string, ids: readonly number[]): Promise<string[]> {
  const { generation } = await session.folderState(id);
  const texts: string[] = [];
  for await (const { body } of session.readItems(id, { generation, ids, wholeBytesMax: 1e6 })) {
    if (body.kind === 'whole') texts.push(Buffer.from(body.bytes).toString());
  }
  return texts;
}

async function stageAnswering(
  operation: string,
  body: string | (() => AsyncIterable<string>),
  headers: Readonly<Record<string, string>> = xml,
): Promise<{ stage: EwsStage; session: MailSession }> {
  const stage = await startStage();
  stage.fill(3);
  const session = await stage.open();
  stage.misbehave((request) =>
    request.operation === operation
      ? { kind: 'answer', status: 200, headers, body: typeof body === 'string' ? body : body() }
      : undefined,
  );
  return { stage, session };
}

describe('a hostile or broken server', () => {
  it.for(answers)('answers with %s', async ([, body, code]) => {
    const { stage, session } = await stageAnswering('FindItem', body);
    const error = await failureOf(listed(session, stage.inboxId));
    expect([error.code, error.scope]).toEqual([code, 'connection']);
    expect((await failureOf(session.listFolders())).scope).toBe('connection');
    stage.misbehave(undefined);
    expect(await listed(await stage.open(), stage.inboxId)).toEqual([1, 2, 3]);
  });

  it('answers with very many small things: they are not gathered', async () => {
    let given = 0;
    async function* elements(): AsyncGenerator<string> {
      yield start;
      for (; ; given += 10_000) yield await Promise.resolve('<m:x/>'.repeat(10_000));
    }
    const { stage, session } = await stageAnswering('FindItem', elements);
    expect((await failureOf(listed(session, stage.inboxId))).code).toBe('answer-too-large');
    expect(given).toBeLessThan(1_000_000);
  });

  it('answers with endless response messages', async () => {
    const message =
      '<m:FindItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode></m:FindItemResponseMessage>';
    const first = `${start}<m:FindItemResponse><m:ResponseMessages>`;
    const answer = () => endless(first, message.repeat(100));
    const { stage, session } = await stageAnswering('FindItem', answer);
    expect((await failureOf(listed(session, stage.inboxId))).code).toBe('protocol-violation');
  });

  it('gives the same page of folders for ever', async () => {
    const stage = await startStage();
    const rootId = stage.server.mailbox('ann@example.com').root.id;
    const session = await stage.open();
    const folder = `<t:Folder><t:FolderId Id="f1"/><t:ParentFolderId Id="${rootId}"/><t:DisplayName>f</t:DisplayName></t:Folder>`;
    const root = `<m:RootFolder TotalItemsInView="9" IncludesLastItemInRange="false"><t:Folders>${folder}</t:Folders></m:RootFolder>`;
    const body = `${start}<m:FindFolderResponse><m:ResponseMessages><m:FindFolderResponseMessage ResponseClass="Success">${root}</m:FindFolderResponseMessage></m:ResponseMessages></m:FindFolderResponse>${end}`;
    stage.misbehave(() => ({ kind: 'answer', status: 200, headers: xml, body }));
    expect((await session.listFolders()).map(({ id }) => id)).toEqual(['f1']);
  });

  it('gives the first page of items for ever: nothing is taken for the whole', async () => {
    const item = (n: number) =>
      `<t:Message><t:ItemId Id="i${n}"/><t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0xe23" PropertyType="Integer"/><t:Value>${n}</t:Value></t:ExtendedProperty></t:Message>`;
    const root = `<m:RootFolder TotalItemsInView="9" IncludesLastItemInRange="false"><t:Items>${item(1)}${item(2)}</t:Items></m:RootFolder>`;
    const body = `${start}<m:FindItemResponse><m:ResponseMessages><m:FindItemResponseMessage ResponseClass="Success">${root}</m:FindItemResponseMessage></m:ResponseMessages></m:FindItemResponse>${end}`;
    const { stage, session } = await stageAnswering('FindItem', body);
    expect((await failureOf(listed(session, stage.inboxId))).code).toBe('connection-lost');
    // The next session does not ask in that way.
    stage.misbehave(undefined);
    expect(await listed(await stage.open(), stage.inboxId)).toEqual([1, 2, 3]);
  });

  it('finds more than was asked for: only that is given', async () => {
    const stage = await startStage({ ignoresRestrictions: true });
    stage.fill(9);
    const session = await stage.open();
    expect(await read(session, stage.inboxId, [3, 4])).toEqual([mailText(3), mailText(4)]);
    const pages = await Array.fromAsync(
      session.listItems(stage.inboxId, { fromId: 2, belowId: 4 }),
    );
    expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual([2, 3]);
  });

  it('answers with a sign-in page', async () => {
    const page = '<html><body>Sign in</body></html>';
    const { session } = await stageAnswering('FindFolder', page, { 'Content-Type': 'text/html' });
    expect(await failureOf(session.listFolders())).toMatchObject({
      ...{ code: 'not-exchange', disposition: 'needsOperator' },
    });
  });

  it('sends elsewhere: nobody goes there', async () => {
    const stage = await startStage();
    const headers = { Location: 'http://127.0.0.1:1/EWS/Exchange.asmx' };
    stage.misbehave(() => ({ kind: 'answer', status: 302, headers }));
    expect((await failureOf(stage.open())).code).toBe('not-exchange');
  });

  it.for(['a message that is no base64', 'a message cut in base64', 'another operation’s answer'])(
    'gives %s',
    async (what) => {
      const content = what.includes('no base64') ? '&lt;&lt;&lt;&lt;' : 'QUJ';
      const message = what.startsWith('another')
        ? '<m:CreateItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode></m:CreateItemResponseMessage>'
        : `<m:GetItemResponseMessage ResponseClass="Success"><m:Items><t:Message><t:MimeContent>${content}</t:MimeContent></t:Message></m:Items></m:GetItemResponseMessage>`;
      const body = `${start}<m:GetItemResponse><m:ResponseMessages>${message}</m:ResponseMessages></m:GetItemResponse>${end}`;
      const { stage, session } = await stageAnswering('GetItem', body);
      const error = await failureOf(read(session, stage.inboxId, [1]));
      expect(['protocol-violation', 'item-unreadable']).toContain(error.code);
    },
  );

  it('closes in the midst of a message: nothing of it is given', async () => {
    const stage = await startStage();
    stage.fill(2, (n) => `${mailText(n)}${'x'.repeat(50_000)}\r\n`);
    const session = await stage.open();
    stage.misbehave(({ operation }) =>
      operation === 'GetItem' ? { kind: 'cut', afterBytes: 30_000 } : undefined,
    );
    const error = await failureOf(read(session, stage.inboxId, [1, 2]));
    expect([error.code, error.scope]).toEqual(['connection-lost', 'connection']);
  });

  it('is silent: the connection is given up, and so is a write in doubt', async () => {
    const stage = await startStage();
    const session = await stage.open({ silenceMsMax: 200 });
    stage.misbehave(() => ({ kind: 'hang' }));
    const error = await failureOf(session.writeBatch(stage.inboxId, [outgoing(1)], openGate));
    expect([error.code, error.scope]).toEqual(['connection-timeout', 'connection']);
  });

  it('takes a write and loses the answer: the outcome is unknown, and said so', async () => {
    const stage = await startStage();
    const session = await stage.open();
    stage.misbehave(({ operation }) =>
      operation === 'CreateItem' ? { kind: 'cut', afterBytes: 100 } : undefined,
    );
    const write = session.writeBatch(stage.inboxId, [outgoing(1), outgoing(2)], openGate);
    expect((await failureOf(write)).scope).toBe('connection');
    stage.misbehave(undefined);
    expect(await listed(await stage.open(), stage.inboxId)).toEqual([1, 2]);
  });

  it('writes control characters into names, as Exchange does', async () => {
    const folder =
      '<t:Folder><t:FolderId Id="f1"/><t:ParentFolderId Id="ROOT"/><t:DisplayName>a&#x1F;b</t:DisplayName></t:Folder>';
    const stage = await startStage();
    const rootId = stage.server.mailbox('ann@example.com').root.id;
    const session = await stage.open();
    const root = `<m:RootFolder TotalItemsInView="1" IncludesLastItemInRange="true"><t:Folders>${folder.replace('ROOT', rootId)}</t:Folders></m:RootFolder>`;
    const body = `${start}<m:FindFolderResponse><m:ResponseMessages><m:FindFolderResponseMessage ResponseClass="Success">${root}</m:FindFolderResponseMessage></m:ResponseMessages></m:FindFolderResponse>${end}`;
    stage.misbehave(() => ({ kind: 'answer', status: 200, headers: xml, body }));
    expect((await session.listFolders()).map(({ id }) => id)).toEqual(['f1']);
  });
});

describe('a hostile or broken server, asked for items of other kinds', () => {
  const done = (operation: string, content: string) =>
    `<m:${operation}Response><m:ResponseMessages><m:${operation}ResponseMessage ResponseClass="Success">` +
    `<m:ResponseCode>NoError</m:ResponseCode>${content}</m:${operation}ResponseMessage></m:ResponseMessages></m:${operation}Response>`;
  const exported = (data: string) =>
    start + done('ExportItems', `<m:ItemId Id="i1"/><m:Data>${data}</m:Data>`) + end;
  const attached = (id: string) =>
    `<t:Attachments><t:ItemAttachment><t:AttachmentId Id="${id}"/><t:Name>x</t:Name></t:ItemAttachment></t:Attachments>`;
  const nested =
    start +
    done(
      'GetAttachment',
      '<m:Attachments><t:ItemAttachment><t:AttachmentId Id="a"/><t:Name>x</t:Name>' +
        `<t:Contact><t:Subject>s</t:Subject>${attached('again')}</t:Contact></t:ItemAttachment></m:Attachments>`,
    ) +
    end;
  const followed = (n: number) =>
    start +
    done(
      'SyncFolderItems',
      `<m:SyncState>s${n}</m:SyncState><m:IncludesLastItemInRange>false</m:IncludesLastItemInRange><m:Changes>` +
        `<t:Create><t:Message><t:ItemId Id="${'i'.repeat(20)}"/></t:Message></t:Create></m:Changes>`,
    ) +
    end;

  async function readAs(session: MailSession, id: string, forms: readonly ItemForm[]) {
    const { generation } = await session.folderState(id);
    const request = { generation, ids: [1], wholeBytesMax: 1e6, forms };
    return Array.fromAsync(session.readItems(id, request));
  }

  it.for([
    ['no base64', exported('*'), 'protocol-violation'],
    ['base64 that is cut off', exported('QUJ'), 'protocol-violation'],
    ['no content', start + done('ExportItems', '<m:ItemId Id="i1"/>') + end, 'item-unreadable'],
    ['nothing', start + end, 'protocol-violation'],
  ] as const)('exports %s', async ([, body, code]) => {
    const { stage, session } = await stageAnswering('ExportItems', body);
    const error = await failureOf(readAs(session, stage.inboxId, ['exchange-stream']));
    expect(error.code).toBe(code);
  });

  it('nests what is attached without end: the item is not read, and the session lives', async () => {
    const { stage, session } = await stageAnswering('GetAttachment', nested);
    const inbox = stage.server.mailbox('ann@example.com').distinguished('contacts');
    const item =
      '<t:Contact><t:Subject>s</t:Subject>' + // made with a file, so that there is something to ask for
      '<t:Attachments><t:FileAttachment><t:Name>f</t:Name><t:Content>QUJD</t:Content></t:FileAttachment></t:Attachments></t:Contact>';
    await createRaw(stage.server, 'contacts', item);
    const error = await failureOf(readAs(session, inbox.id, ['exchange-item']));
    expect([error.code, error.scope]).toEqual(['item-unreadable', 'item']);
    expect(await listed(session, stage.inboxId)).toEqual([1, 2, 3]);
  });

  it('tells of the same item for ever when it is followed: it is one', async () => {
    const stage = await startStage({ numbersItems: false });
    let n = 0;
    const session = await stage.open();
    stage.misbehave(({ operation }) => {
      if (operation !== 'SyncFolderItems') return undefined;
      n += 1;
      // What is told as new is known already: it ends when nothing changes any more.
      return { kind: 'answer', status: 200, headers: xml, body: followed(Math.min(n, 50)) };
    });
    expect((await session.folderState(stage.inboxId)).nextId).toBe(2);
    expect(n).toBeLessThan(60);
  });
});
