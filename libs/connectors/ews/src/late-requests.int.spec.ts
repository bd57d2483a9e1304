import type { ItemInfo, MailSession, OutgoingItem } from '@mailhaul/connector-contract';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRaw, series } from './spec-support/every-kind.ts';
import { type EwsStage, address, openGate, startStage } from './spec-support/ews-stage.ts';

/**
 * A writer is killed while one of its requests is on its way, and another takes over: the request reaches the server at each moment of what
 * the other does. Requests of one item follow each other's answers, so one at most is on its way.
 */
const moments = [
  'before the successor looks',
  'behind its look',
  'before it searches for what is unfinished',
  'before it removes that',
  'before it makes the item',
  'before the item is whole',
  'when all is done',
] as const;
type Moment = (typeof moments)[number];

const calendarOf = ({ server }: EwsStage) => server.mailbox(address).distinguished('calendar');
const marker = 'the-key';

/** Of a source of its own. */
async function outgoingFrom(xml: string): Promise<OutgoingItem> {
  const source = await startStage();
  await createRaw(source.server, 'calendar', xml);
  const session = await source.open();
  const { id } = calendarOf(source);
  const { generation } = await session.folderState(id);
  const request = { generation, ids: [1], wholeBytesMax: 1e6, forms: ['exchange-item'] } as const;
  for await (const { receivedAt, flags, body } of session.readItems(id, request)) {
    if (body.kind !== 'whole') break;
    const own = { ...body, bytes: Buffer.from(body.bytes) };
    return { receivedAt, flags, body: own, marker, kind: 'event', form: 'exchange-item' };
  }
  throw new Error('there is no item');
}

const file = (name: string) =>
  `<t:FileAttachment><t:Name>${name}</t:Name><t:Content>${Buffer.from(name).toString('base64')}</t:Content></t:FileAttachment>`;
const withFiles =
  '<t:CalendarItem><t:Subject>Talk</t:Subject><t:Body BodyType="Text">talk</t:Body>' +
  `<t:Attachments>${file('a')}${file('b')}</t:Attachments>` +
  '<t:Start>2024-03-05T09:00:00Z</t:Start><t:End>2024-03-05T10:00:00Z</t:End></t:CalendarItem>';

async function listed(session: MailSession, folderId: string): Promise<ItemInfo[]> {
  return (await Array.fromAsync(session.listItems(folderId))).flatMap(({ items }) => items);
}

interface Held {
  /** It is acted upon, before whatever comes next. */
  arrive(): Promise<void>;
}

interface Writing {
  readonly target: EwsStage;
  readonly item: OutgoingItem;
  readonly folderId: string;
}

/** The writer is gone, and its request `step` ("UpdateItem 2") is on its way. */
async function killedAt(step: string, { target, item, folderId }: Writing): Promise<Held> {
  const reached = Promise.withResolvers<undefined>();
  const arrival = Promise.withResolvers<undefined>();
  const session = await target.open();
  const stepOf = counted();
  target.misbehave(({ operation }) => {
    if (stepOf(operation) !== step) return undefined;
    reached.resolve(undefined);
    return arrival.promise;
  });
  const writing = session.writeBatch(folderId, [item], openGate);
  await Promise.race([reached.promise, writing]);
  session.abort();
  await expect(writing).rejects.toThrow();
  target.misbehave(undefined);
  return {
    async arrive() {
      arrival.resolve(undefined);
      for (let turns = 0; turns < 5; turns += 1) await turn();
    },
  };
}

/** Names each request by what it does and how often that was done. */
function counted(): (operation: string) => string {
  const counts = new Map<string, number>();
  return (operation) => {
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
    return `${operation} ${counts.get(operation)}`;
  };
}

interface TakingOver extends Writing {
  readonly held: Held;
  readonly moment: Moment;
  /** The request that makes the item whole. */
  readonly last: string;
  /** As an item that is whole is known. */
  readonly isCopy: (info: ItemInfo) => boolean;
}

/** As the engine does: the successor looks, takes what is there for the copy, else writes the item again. */
async function takeOver(session: MailSession, how: TakingOver): Promise<void> {
  const { target, item, folderId, held, moment, last, isCopy } = how;
  let hasArrived = false;
  const now = async (what: Moment) => {
    if (what === moment && !hasArrived) {
      hasArrived = true;
      await held.arrive();
    }
    return undefined;
  };
  await now('before the successor looks');
  const there = await listed(session, folderId);
  await now('behind its look');
  const stepOf = counted();
  target.misbehave(({ operation }) => {
    const step = stepOf(operation);
    if (step === last) return now('before the item is whole');
    if (operation === 'FindItem') return now('before it searches for what is unfinished');
    if (operation === 'DeleteItem') return now('before it removes that');
    return operation === 'CreateItem' ? now('before it makes the item') : undefined;
  });
  if (!there.some(isCopy)) {
    const result = await session.writeBatch(folderId, [item], openGate);
    expect(result).toMatchObject({ outcomes: [{ kind: 'written' }] });
  }
  target.misbehave(undefined);
  if (!hasArrived) await held.arrive();
}

/** What is there in the end, in a session of its own: `whole`, or what unfinished things tell. */
async function foundIn(
  { target, folderId }: Omit<Writing, 'item'>,
  isCopy: (info: ItemInfo) => boolean,
): Promise<string[]> {
  const all = await listed(await target.open(), folderId);
  expect(target.server.mailbox(address).sent).toEqual([]);
  return all.map((info) => {
    if (isCopy(info)) return 'whole';
    return info.unfinishedMarker ?? info.marker ?? 'nameless';
  });
}

const isMarked = (info: ItemInfo) => info.marker === marker;
/** By then the successor has looked for what is unfinished. */
const isTooLate = (moment: Moment, isLookedAt: boolean) =>
  moments.indexOf(moment) > (isLookedAt ? 0 : 2);

interface Case {
  readonly item: OutgoingItem;
  readonly steps: readonly string[];
  readonly options?: Parameters<typeof startStage>[0];
  readonly folder?: string;
  readonly isCopy?: (info: ItemInfo) => boolean;
  /** What the successor has done before. */
  readonly prepare?: (session: MailSession, folderId: string) => Promise<unknown>;
}

/** Each of these requests in turn is the late one. */
async function expectOneEach(moment: Moment, { item, steps, ...more }: Case): Promise<void> {
  const { options, folder = 'calendar', isCopy = isMarked, prepare } = more;
  for (const step of steps) {
    const target = await startStage(options);
    const { id: folderId } = target.server.mailbox(address).distinguished(folder);
    const writing = { target, item, folderId };
    const held = await killedAt(step, writing);
    const successor = await target.open();
    await prepare?.(successor, folderId);
    const last = steps.at(-1) ?? '';
    await takeOver(successor, { ...writing, held, moment, last, isCopy });
    const found = (await foundIn(writing, isCopy)).filter((one) => one !== 'another');
    // What was begun behind the look stays, and is told so that it is reported; nobody takes it for the item.
    const isLeft =
      /^Create/.test(step) && step === steps[0] && isTooLate(moment, prepare !== undefined);
    expect({ step, found: found.toSorted() }).toEqual({
      step,
      found: [...(isLeft ? [isCopy === isMarked ? marker : 'nameless'] : []), 'whole'].toSorted(),
    });
  }
}

describe.for(moments)('a request of a dead writer that arrives %s doubles and loses', (moment) => {
  it('no series', async () => {
    const item = await outgoingFrom(series('Weekly'));
    const steps = ['CreateItem 1', 'UpdateItem 1', 'UpdateItem 2', 'DeleteItem 1', 'UpdateItem 3'];
    await expectOneEach(moment, { item, steps });
  });

  it('no series where no named property is kept', async () => {
    const item = await outgoingFrom(series('Weekly'));
    const { marker: _, ...unmarked } = item;
    const steps = ['CreateItem 1', 'UpdateItem 1', 'DeleteItem 1', 'UpdateItem 3'];
    const options = { keepsNamedProperties: false };
    const likeness = await likenessOf(item);
    const isCopy = (info: ItemInfo) => info.likeness === likeness;
    await expectOneEach(moment, { item: unmarked, steps, options, isCopy });
  });

  it('nothing with files that come one after another', async () => {
    const item = await outgoingFrom(withFiles);
    const steps = ['CreateItem 1', 'CreateAttachment 1', 'CreateAttachment 2', 'UpdateItem 1'];
    await expectOneEach(moment, { item, steps, options: { keepsGivenAttachments: 'none' } });
  });

  it('nothing that takes one request the second time', async () => {
    const item = await outgoingFrom(withFiles);
    // By then it knows that files stay with what they come with.
    const prepare = (session: MailSession, folderId: string) =>
      session.writeBatch(folderId, [{ ...item, marker: 'another' }], openGate);
    const steps = ['CreateItem 1', 'UpdateItem 1'];
    await expectOneEach(moment, { item, steps, prepare });
  });

  it('nothing that is made in its own folder and moved', async () => {
    const item = await outgoingFrom(series('Weekly'));
    const steps = ['UpdateItem 1', 'MoveItem 1', 'UpdateItem 3'];
    await expectOneEach(moment, { item, steps, folder: 'deleteditems' });
  });
});

it('what an earlier writer was still to take away is written once, whenever it is taken away', async () => {
  const item = await outgoingFrom(series('Weekly'));
  for (const moment of moments) {
    const target = await startStage();
    const { id: folderId } = calendarOf(target);
    const writing = { target, item, folderId };
    await (await killedAt('UpdateItem 1', writing)).arrive();
    const held = await killedAt('DeleteItem 1', writing);
    const how = { ...writing, held, moment, last: 'UpdateItem 3', isCopy: isMarked };
    await takeOver(await target.open(), how);
    expect({ moment, found: await foundIn(writing, isMarked) }).toEqual({
      moment,
      found: ['whole'],
    });
  }
});

it('a writer that has lost its right takes nothing away', async () => {
  const item = await outgoingFrom(series('Weekly'));
  const target = await startStage();
  const { id: folderId } = calendarOf(target);
  const writing = { target, item, folderId };
  await (await killedAt('UpdateItem 2', writing)).arrive();
  const slow = await target.open();
  const closed = { beforeCommit: () => Promise.reject(new Error('another has taken over')) };
  const deed = slow.writeBatch(folderId, [item], closed);
  await expect(deed).rejects.toMatchObject({ code: 'write-aborted' });
  expect(calendarOf(target).items).toHaveLength(1);
});

/** Of an item as a target tells it. */
async function likenessOf(item: OutgoingItem): Promise<string> {
  const target = await startStage();
  const session = await target.open();
  await session.writeBatch(calendarOf(target).id, [item], openGate);
  const [info] = await listed(session, calendarOf(target).id);
  return info?.likeness ?? '';
}
