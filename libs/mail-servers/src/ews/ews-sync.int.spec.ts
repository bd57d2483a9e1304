import { describe, expect, it } from 'vitest';
import type { EwsServerOptions } from './server-options.ts';
import type { EwsServer } from './start-ews-server.ts';
import { address, allOf, ask, codeOf, password, startEws } from '../spec-support/ews-for-spec.ts';
import { childOf } from './wire/xml-element.ts';

function add(server: EwsServer, count: number): void {
  const mailbox = server.mailbox(address);
  for (let at = 0; at < count; at += 1) {
    mailbox.addItem(mailbox.distinguished('inbox'), {
      ...{ mime: Buffer.from(`Subject: ${at}\n\nx`), itemClass: 'IPM.Note', isRead: false },
      ...{ isDraft: false, receivedAt: new Date(0), categories: [], properties: new Map() },
    });
  }
}

async function follow(
  server: EwsServer,
  state: string,
  { folder = '<t:DistinguishedFolderId Id="inbox"/>', most = 512 } = {},
) {
  const [message] = await ask(
    server,
    `<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:SyncFolderId>${folder}</m:SyncFolderId>` +
      `${state === '' ? '' : `<m:SyncState>${state}</m:SyncState>`}<m:MaxChangesReturned>${most}</m:MaxChangesReturned></m:SyncFolderItems>`,
  );
  return {
    code: codeOf(message),
    state: childOf(message, 'm:SyncState')?.text ?? '',
    isLast: childOf(message, 'm:IncludesLastItemInRange')?.text,
    kinds: (childOf(message, 'm:Changes')?.children ?? []).map(({ name }) => name.slice(2)),
    ids: allOf(message, 't:ItemId').map(({ attributes }) => attributes['Id']),
  };
}

describe('SyncFolderItems', () => {
  it('tells in pages what is there, and then what has changed, once', async () => {
    const server = await startEws();
    add(server, 5);
    const mailbox = server.mailbox(address);
    const { items } = mailbox.distinguished('inbox');
    const first = await follow(server, '', { most: 3 });
    expect([first.kinds.length, first.isLast]).toEqual([3, 'false']);
    const [a, , , d] = items;
    // Between the pages: one that was told changes, one that was not is taken away.
    mailbox.changeItem(a?.id ?? '', { categories: ['x'] });
    mailbox.removeItem(d?.id ?? '');
    const second = await follow(server, first.state);
    expect([second.kinds, second.isLast]).toEqual([['Create', 'Update'], 'true']);
    mailbox.changeItem(a?.id ?? '', { isRead: true });
    mailbox.removeItem(items[1]?.id ?? '');
    const third = await follow(server, second.state);
    expect(third.kinds).toEqual(['ReadFlagChange', 'Delete']);
    expect((await follow(server, third.state)).kinds).toEqual([]);
    expect((await follow(server, first.state)).kinds).toEqual(['Create', 'Update', 'Delete']);
  });

  it('refuses states that are lost, cut, of another folder, or ahead of the mailbox', async () => {
    const server = await startEws();
    add(server, 1);
    const { state } = await follow(server, '');
    const other = await startEws();
    expect((await follow(other, state)).code).toBe('ErrorInvalidSyncStateData');
    for (const bad of ['AAAA', state.slice(0, -8)]) {
      expect((await follow(server, bad)).code).toBe('ErrorInvalidSyncStateData');
    }
    const folder = '<t:DistinguishedFolderId Id="drafts"/>';
    expect((await follow(server, state, { folder })).code).toBe('ErrorInvalidSyncStateData');
  });

  it('takes up to 512 changes, and not more', async () => {
    const server = await startEws();
    add(server, 600);
    const first = await follow(server, '');
    expect(first.ids).toHaveLength(512);
    await expect(follow(server, '', { most: 513 })).rejects.toThrow('ErrorSchemaValidation');
  });

  it.for([
    ['always', 'true'],
    ['never', 'false'],
  ] as const)('may say %s that a page is the last', async ([lastFlag, told]) => {
    const options: Partial<EwsServerOptions> = { lastFlag };
    const server = await startEws(options);
    add(server, 3);
    const first = await follow(server, '', { most: 2 });
    const second = await follow(server, first.state, { most: 2 });
    expect([first.isLast, second.isLast]).toEqual([told, told]);
  });

  it('promises no order', async () => {
    const server = await startEws({ reversesPages: true });
    add(server, 3);
    const { items } = server.mailbox(address).distinguished('inbox');
    expect((await follow(server, '')).ids).toEqual(items.map(({ id }) => id).toReversed());
  });

  it('is not for public folders', async () => {
    const server = await startEws({ hasPublicFolders: true });
    const { id } = server.publicFolders().root;
    const folder = `<t:FolderId Id="${id}"/>`;
    expect((await follow(server, '', { folder })).code).toBe('ErrorInvalidOperation');
  });

  it('shows nothing of mailboxes that somebody may not open', async () => {
    const server = await startEws({
      mailboxes: [
        { address, password },
        { address: 'bob@example.com', password },
        { address: 'room@example.com', password, delegates: [address] },
      ],
    });
    const of = (owner: string) =>
      `<t:DistinguishedFolderId Id="inbox"><t:Mailbox><t:EmailAddress>${owner}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>`;
    expect((await follow(server, '', { folder: of('bob@example.com') })).code).toBe(
      'ErrorItemNotFound',
    );
    expect((await follow(server, '', { folder: of('room@example.com') })).code).toBe('NoError');
    const { id } = server.mailbox('bob@example.com').distinguished('inbox');
    expect((await follow(server, '', { folder: `<t:FolderId Id="${id}"/>` })).code).toBe(
      'ErrorItemNotFound',
    );
  });
});
