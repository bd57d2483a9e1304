import { describe, expect, it } from 'vitest';
import type { EwsServerOptions } from './server-options.ts';
import type { EwsServer } from './start-ews-server.ts';
import { address, ask, codeOf, post, soap, startEws } from '../spec-support/ews-for-spec.ts';
import { childOf } from './wire/xml-element.ts';

const mark = '{6f1a3c57-0b3d-4e1e-9d52-3f0a3a2b1c0d}:Mark';

async function startWithItem(options: Partial<EwsServerOptions> = {}): Promise<EwsServer> {
  const server = await startEws(options);
  const mailbox = server.mailbox(address);
  mailbox.addItem(mailbox.distinguished('inbox'), {
    mime: Buffer.from('Subject: x\r\n\r\nbody\r\n'),
    ...{ itemClass: 'IPM.Note', isRead: true, isDraft: false, categories: ['Red'] },
    receivedAt: new Date(1_700_000_000_000),
    createdAt: new Date(1_600_000_000_000),
    properties: new Map([[mark, 'm1']]),
  });
  return server;
}

function exported(id: string, changeKey = ''): string {
  return `<m:ExportItems><m:ItemIds><t:ItemId Id="${id}"${changeKey}/></m:ItemIds></m:ExportItems>`;
}

function upload(
  server: EwsServer,
  data: string,
  { action = 'CreateNew', id = '' }: { readonly action?: string; readonly id?: string } = {},
): string {
  const folder = server.mailbox(address).distinguished('drafts').id;
  const item = id === '' ? '' : `<t:ItemId Id="${id}"/>`;
  return `<m:UploadItems><m:Items><t:Item CreateAction="${action}"><t:ParentFolderId Id="${folder}"/>${item}<t:Data>${data}</t:Data></t:Item></m:Items></m:UploadItems>`;
}

async function streamOf(server: EwsServer): Promise<string> {
  const [item] = server.mailbox(address).distinguished('inbox').items;
  const [message] = await ask(server, exported(item?.id ?? ''));
  return childOf(message, 'm:Data')?.text ?? '';
}

describe('streams of the EWS server', () => {
  it('carry an item with all that it has into another folder, as often as they are uploaded', async () => {
    const server = await startWithItem();
    const mailbox = server.mailbox(address);
    const stream = await streamOf(server);
    for (let twin = 0; twin < 2; twin += 1) {
      const [message] = await ask(server, upload(server, stream));
      expect(codeOf(message)).toBe('NoError');
    }
    const [source] = mailbox.distinguished('inbox').items;
    const twins = mailbox.distinguished('drafts').items;
    expect(new Set([source?.id, ...twins.map(({ id }) => id)]).size).toBe(3);
    expect(twins.map(({ number }) => number)).toEqual([1, 2]);
    for (const { id: _id, number: _number, changeNumber: _change, ...twin } of twins) {
      const { id, number, changeNumber, ...own } = source ?? twins[0] ?? { id: '' };
      expect(id === '' || number === changeNumber).toBe(false);
      expect({ ...twin, mime: Buffer.from(twin.mime) }).toEqual(own);
    }
  });

  it('may get other search keys', async () => {
    const server = await startWithItem({ renewsSearchKeys: true });
    await ask(server, upload(server, await streamOf(server)));
    const mailbox = server.mailbox(address);
    const keys = ['inbox', 'drafts'].map((name) => mailbox.distinguished(name).items[0]?.searchKey);
    expect(new Set(keys).size).toBe(2);
  });

  it('are updated where the item is, else refused or made', async () => {
    const server = await startWithItem();
    const drafts = server.mailbox(address).distinguished('drafts');
    const stream = await streamOf(server);
    const [source] = server.mailbox(address).distinguished('inbox').items;
    const lost = { id: source?.id ?? '' };
    const [refused] = await ask(server, upload(server, stream, { action: 'Update', ...lost }));
    expect([codeOf(refused), drafts.items.length]).toEqual(['ErrorItemNotFound', 0]);
    await ask(server, upload(server, stream, { action: 'UpdateOrCreate', ...lost }));
    const [made] = drafts.items;
    await ask(server, upload(server, stream, { action: 'Update', id: made?.id ?? '' }));
    expect(drafts.items.map(({ id }) => id)).toEqual([made?.id]);
    const both = { action: 'CreateNew', id: made?.id ?? '' };
    expect(codeOf((await ask(server, upload(server, stream, both)))[0])).toBe(
      'ErrorInvalidArgument',
    );
  });

  it('are refused where they are not whole, or the item is not the one that was meant', async () => {
    const server = await startWithItem();
    const stream = await streamOf(server);
    for (const data of [stream.slice(0, 40), 'QUJD', '']) {
      expect(codeOf((await ask(server, upload(server, data)))[0])).toBe('ErrorCorruptData');
    }
    const [item] = server.mailbox(address).distinguished('inbox').items;
    const [stale] = await ask(server, exported(item?.id ?? '', ' ChangeKey="CQAAAA=="'));
    expect(codeOf(stale)).toBe('ErrorInvalidChangeKey');
    const [unknown] = await ask(server, exported('AAMkxyz'));
    expect(codeOf(unknown)).toBe('ErrorInvalidIdMalformed');
  });

  it('may be cut, which their end says, or refused item by item', async () => {
    const cut = await startWithItem({ truncatesExports: () => true });
    const [item] = cut.mailbox(address).distinguished('inbox').items;
    const { text } = await post(cut, soap(exported(item?.id ?? '')));
    expect(text).toContain('=== Truncated Data ===</m:Data>');
    const bad = await startWithItem({ isUnexportable: () => true });
    const [other] = bad.mailbox(address).distinguished('inbox').items;
    expect(codeOf((await ask(bad, exported(other?.id ?? '')))[0])).toBe('ErrorItemCorrupt');
  });

  it.for([
    ['a schema violation', {}, 500, 'ErrorSchemaValidation'],
    [
      'a fault of its own with HTTP 200',
      { unknownOperation: { fault: { code: 'ErrorInvalidRequest' }, status: 200 } },
      200,
      'ErrorInvalidRequest',
    ],
    [
      'a fault without detail',
      {
        unknownOperation: {
          fault: { code: 'Client', message: 'no such operation', withoutDetail: true },
          status: 500,
        },
      },
      500,
      'a:Client</faultcode>',
    ],
  ] as const)('are unknown to a server without them: %s', async ([, options, status, said]) => {
    const server = await startWithItem({ withoutOperations: ['ExportItems'], ...options });
    const answer = await post(server, soap(exported('x')));
    expect([answer.status, answer.text.includes(said)]).toEqual([status, true]);
    expect(answer.text.includes('<detail>')).toBe(!said.startsWith('a:'));
  });

  it('came with Exchange 2010 SP1', async () => {
    const server = await startWithItem({ version: { major: 14, minor: 0 } });
    const answer = await post(server, soap(exported('x'), 'Exchange2010'));
    expect([answer.status, answer.text.includes('ErrorSchemaValidation')]).toEqual([500, true]);
  });
});
