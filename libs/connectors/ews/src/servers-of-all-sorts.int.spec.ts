import type {
  ItemForm,
  ItemInfo,
  MailSession,
  OpenContext,
  SessionMemory,
} from '@mailhaul/connector-contract';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ewsConnector } from './ews-connector.ts';
import {
  type EwsStage,
  address,
  context,
  openGate,
  outgoing,
  startStage,
} from './spec-support/ews-stage.ts';
import { KeptMemory } from './spec-support/kept-memory.ts';

async function opened(stage: EwsStage, memory?: SessionMemory): Promise<MailSession> {
  const own: OpenContext = { ...context, ...(memory === undefined ? {} : { memory }) };
  const session = await ewsConnector(stage.settings).open(own);
  onTestFinished(() => session.abort());
  return session;
}

async function listed(session: MailSession, id: string, fromId = 1): Promise<ItemInfo[]> {
  const pages = await Array.fromAsync(session.listItems(id, { fromId }));
  return pages.flatMap(({ items }) => items);
}

const marked = (n: number) => ({ ...outgoing(n), marker: `key-${n}` });
const markersOf = (items: readonly ItemInfo[]) => items.map(({ id, marker }) => [id, marker]);

describe('markers', () => {
  it('are kept with what was written, and told in listings and reads', async () => {
    const stage = await startStage();
    const session = await stage.open();
    await session.writeBatch(stage.inboxId, [marked(1), outgoing(2), marked(3)], openGate);
    const told = [
      [1, 'key-1'],
      [2, undefined],
      [3, 'key-3'],
    ];
    expect(markersOf(await listed(session, stage.inboxId))).toEqual(told);
    expect(session.capabilities.keepsMarkers).toBe(true);
  });

  it('that the server forgets are claimed no more, by nobody who shares the memory', async () => {
    const stage = await startStage({ keepsNamedProperties: false });
    const memory = new KeptMemory();
    const session = await opened(stage, memory);
    expect(session.capabilities.keepsMarkers).toBe(true);
    await session.writeBatch(stage.inboxId, [marked(1)], openGate);
    expect(session.capabilities.keepsMarkers).toBe(false);
    expect((await opened(stage, memory.copy())).capabilities.keepsMarkers).toBe(false);
    expect(markersOf(await listed(session, stage.inboxId))).toEqual([[1, undefined]]);
  });

  it('that are refused with the item are left out: the item is written', async () => {
    const stage = await startStage();
    const session = await stage.open();
    let creates = 0;
    stage.misbehave(({ operation }) => {
      creates += operation === 'CreateItem' ? 1 : 0;
      const isRefused = operation === 'CreateItem' && creates < 3;
      return isRefused ? { kind: 'refusal', code: 'ErrorInvalidExtendedProperty' } : undefined;
    });
    const result = await session.writeBatch(stage.inboxId, [marked(1)], openGate);
    expect(result).toMatchObject({ outcomes: [{ kind: 'written', id: 1 }] });
    expect(session.capabilities.keepsMarkers).toBe(false);
  });
});

const oddities = [
  ['numbers nothing', { numbersItems: false }],
  ['sorts nothing', { sortsItems: false }],
  ['finds nothing by properties', { takesRestrictions: false }],
  ['calls each page the last', { numbersItems: false, lastFlag: 'always' }],
  ['calls no page the last', { numbersItems: false, lastFlag: 'never' }],
  ['follows no folders', { numbersItems: false, withoutOperations: ['SyncFolderItems'] }],
] as const;

describe.for(oddities)('a server that %s', ([, options]) => {
  it('has its items numbered by us, the same for all, in the order of their making', async () => {
    const stage = await startStage(options);
    stage.fill(600);
    const memory = new KeptMemory();
    const session = await opened(stage, memory);
    const ids = (await listed(session, stage.inboxId)).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 600 }, (_, n) => n + 1));
    const sizes = (await listed(session, stage.inboxId)).map(({ size }) => size);
    const again = await opened(stage, memory.copy());
    expect((await listed(again, stage.inboxId)).map(({ size }) => size)).toEqual(sizes);
  });

  it('has one number for an item in all sessions of a pass, whichever saw it first', async () => {
    const stage = await startStage(options);
    const memory = new KeptMemory();
    const session = await opened(stage, memory);
    // One that opened before anybody said where its memory is.
    const late: SessionMemory = {
      recall: (key) => memory.recall(key),
      add: (...entry) => memory.add(...entry),
      behind: () => Promise.resolve(memory),
    };
    const early = await opened(stage, late);
    await listed(early, stage.inboxId);
    await session.writeBatch(stage.inboxId, [outgoing(1), outgoing(2)], openGate);
    expect((await listed(early, stage.inboxId)).map(({ id }) => id)).toEqual([1, 2]);
    const [key = ''] = [...memory.entries.keys()].filter((one) => one.startsWith('ews-numbers-'));
    const kept = Buffer.concat(memory.entries.get(key) ?? []);
    expect(kept.byteLength).toBe(2 * 8);
    const later = await opened(stage, memory.copy());
    expect((await listed(later, stage.inboxId)).map(({ id }) => id)).toEqual([1, 2]);
  });

  it('keeps numbers when items go and come', async () => {
    const stage = await startStage(options);
    stage.fill(5);
    const memory = new KeptMemory();
    const session = await opened(stage, memory);
    await listed(session, stage.inboxId);
    const inbox = stage.server.mailbox(address).distinguished('inbox');
    for (const { id } of inbox.items.slice(1, 3)) stage.server.mailbox(address).removeItem(id);
    stage.fill(2);
    expect((await listed(session, stage.inboxId)).map(({ id }) => id)).toEqual([1, 4, 5, 6, 7]);
    const later = await opened(stage, memory.copy());
    expect((await later.folderState(stage.inboxId)).nextId).toBe(8);
    expect((await listed(later, stage.inboxId)).map(({ id }) => id)).toEqual([1, 4, 5, 6, 7]);
  });

  it('tells the numbers of what was written, which lie at the fence or above', async () => {
    const stage = await startStage(options);
    stage.fill(3);
    const memory = new KeptMemory();
    const session = await opened(stage, memory);
    const { nextId } = await session.folderState(stage.inboxId);
    stage.fill(1);
    const items = [outgoing(1), outgoing(2)];
    const result = await session.writeBatch(stage.inboxId, items, openGate);
    const ids =
      result.kind === 'answered'
        ? result.outcomes.map((one) => (one.kind === 'written' ? (one.id ?? 0) : 0))
        : [];
    expect(ids.every((id) => id >= nextId)).toBe(true);
    const other = await opened(stage, memory.copy());
    const found = await listed(other, stage.inboxId, nextId);
    expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(found).toHaveLength(3);
  });
});

describe('a book of numbers', () => {
  it('asks for changes alone when a later pass goes on', async () => {
    const stage = await startStage({ numbersItems: false });
    stage.fill(1200);
    const memory = new KeptMemory();
    await listed(await opened(stage, memory), stage.inboxId);
    stage.fill(2);
    const later = await opened(stage, memory.copy());
    let follows = 0;
    stage.misbehave(({ operation }) => void (follows += operation === 'SyncFolderItems' ? 1 : 0));
    const { nextId } = await later.folderState(stage.inboxId);
    expect([nextId, (await listed(later, stage.inboxId, 1201)).map(({ id }) => id)]).toEqual([
      1203,
      [1201, 1202],
    ]);
    expect(follows).toBeLessThan(5);
  });

  it('is right when the server has lost where it was followed to', async () => {
    const stage = await startStage({ numbersItems: false });
    stage.fill(4);
    const memory = new KeptMemory();
    const session = await opened(stage, memory);
    await listed(session, stage.inboxId);
    const lost = memory.copy();
    for (const [key, entries] of lost.entries) {
      if (key.startsWith('ews-followed'))
        lost.entries.set(
          key,
          entries.map(() => Buffer.from('x')),
        );
    }
    stage.fill(1);
    const later = await opened(stage, lost);
    expect((await listed(later, stage.inboxId)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  });

  it('tells nothing that it cannot keep', async () => {
    const stage = await startStage({ numbersItems: false });
    stage.fill(2);
    const memory = new KeptMemory();
    const session = await opened(stage, memory);
    memory.room = 0;
    await expect(session.folderState(stage.inboxId)).rejects.toThrow();
    await expect(session.writeBatch(stage.inboxId, [outgoing(1)], openGate)).rejects.toThrow();
  });

  it('is one for all sessions of a pass', async () => {
    const stage = await startStage({ numbersItems: false });
    const memory = new KeptMemory();
    const sessions = await Promise.all([opened(stage, memory), opened(stage, memory)]);
    const results = await Promise.all(
      sessions.flatMap((session) =>
        [1, 2, 3].map((n) => session.writeBatch(stage.inboxId, [outgoing(n)], openGate)),
      ),
    );
    const ids = results.flatMap((one) =>
      one.kind === 'answered' ? one.outcomes.map((made) => made.kind === 'written' && made.id) : [],
    );
    expect(ids.toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes over where numbers of the server prove to be of no use', async () => {
    const stage = await startStage({ sortsItems: false });
    const connector = ewsConnector(stage.settings);
    // An answer to the first look, and to none that follows.
    const empty =
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
      'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" ' +
      'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body><m:FindItemResponse>' +
      '<m:ResponseMessages><m:FindItemResponseMessage ResponseClass="Success"><m:RootFolder TotalItemsInView="0" ' +
      'IncludesLastItemInRange="true"><t:Items/></m:RootFolder></m:FindItemResponseMessage></m:ResponseMessages>' +
      '</m:FindItemResponse></s:Body></s:Envelope>';
    const headers = { 'Content-Type': 'text/xml' };
    stage.misbehave(({ operation }) =>
      operation === 'FindItem' ? { kind: 'answer', status: 200, headers, body: empty } : undefined,
    );
    const memory = new KeptMemory();
    const session = await connector.open({ ...context, memory });
    stage.misbehave(undefined);
    stage.fill(3);
    await expect(listed(session, stage.inboxId)).rejects.toMatchObject({ code: 'connection-lost' });
    const ids = async (from: MailSession) =>
      (await listed(from, stage.inboxId)).map(({ id }) => id);
    expect(await ids(await connector.open({ ...context, memory }))).toEqual([1, 2, 3]);
    expect(await ids(await opened(stage, memory.copy()))).toEqual([1, 2, 3]);
  });
});

describe('items that cannot be exported', () => {
  it('are had in the next form, in their place', async () => {
    const stage = await startStage({ isUnexportable: (number) => number === 2 || number === 5 });
    stage.fill(6);
    const session = await stage.open();
    const { generation } = await session.folderState(stage.inboxId);
    const read = async (forms: readonly ItemForm[]) => {
      const ids = { fromId: 1, belowId: 7 };
      const request = { generation, ids, wholeBytesMax: 1e6, forms };
      const items = await Array.fromAsync(session.readItems(stage.inboxId, request));
      return items.map(({ id, form }) => `${id} ${form}`);
    };
    expect(await read(['exchange-stream', 'mime'])).toEqual([
      ...['1 exchange-stream', '2 mime', '3 exchange-stream', '4 exchange-stream', '5 mime'],
      '6 exchange-stream',
    ]);
    await expect(read(['exchange-stream'])).rejects.toMatchObject({ code: 'item-unreadable' });
  });
});
