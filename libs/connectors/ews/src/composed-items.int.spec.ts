import type { ItemInfo, MailSession, OutgoingItem } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { createRaw, series } from './spec-support/every-kind.ts';
import { type EwsStage, address, openGate, startStage } from './spec-support/ews-stage.ts';

const calendarId = ({ server }: EwsStage) => server.mailbox(address).distinguished('calendar').id;

async function theSeries(): Promise<{ readonly item: OutgoingItem; readonly info: ItemInfo }> {
  const source = await startStage();
  await createRaw(source.server, 'calendar', series('Weekly'));
  const session = await source.open();
  const [info] = await listed(session, calendarId(source));
  const { generation } = await session.folderState(calendarId(source));
  const request = { generation, ids: [1], wholeBytesMax: 1e6, forms: ['exchange-item'] } as const;
  for await (const { receivedAt, flags, body } of session.readItems(calendarId(source), request)) {
    if (body.kind !== 'whole' || info === undefined) break;
    const own = { ...body, bytes: Buffer.from(body.bytes) };
    const kept = { receivedAt, flags, body: own, marker: 'the-key' };
    return { item: { ...kept, kind: 'event', form: 'exchange-item' }, info };
  }
  throw new Error('there is no series');
}

async function listed(session: MailSession, id: string): Promise<ItemInfo[]> {
  return (await Array.fromAsync(session.listItems(id))).flatMap(({ items }) => items);
}

/** How the stored series departs from its pattern. */
function exceptions({ server }: EwsStage): unknown {
  const [item, ...more] = server.mailbox(address).distinguished('calendar').items;
  expect(more).toEqual([]);
  return [...(item?.occurrences ?? [])].map(([place, { kind }]) => [place, kind]);
}

const whole = [
  [2, 'modified'],
  [4, 'modified'],
  [6, 'deleted'],
];

const steps = ['CreateItem 1', 'UpdateItem 1', 'UpdateItem 2', 'DeleteItem 1', 'UpdateItem 3'];

interface Writing {
  readonly target: EwsStage;
  readonly item: OutgoingItem;
}

/** A write whose line is cut right after that request was acted upon; the session that comes next. */
async function cutAfter(step: string, { target, item }: Writing): Promise<MailSession> {
  const counts = new Map<string, number>();
  const session = await target.open();
  target.misbehave(({ operation }) => {
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
    const isNow = `${operation} ${counts.get(operation)}` === step;
    return isNow ? { kind: 'cut', afterBytes: 0 } : undefined;
  });
  await expect(session.writeBatch(calendarId(target), [item], openGate)).rejects.toThrow();
  target.misbehave(undefined);
  return target.open();
}

async function writeOne(session: MailSession, { target, item }: Writing): Promise<void> {
  const result = await session.writeBatch(calendarId(target), [item], openGate);
  expect(result).toMatchObject({ outcomes: [{ kind: 'written' }] });
}

describe('a series with exceptions', () => {
  it.for(steps)('killed after %s is written whole the second time, once', async (step) => {
    const { item, info } = await theSeries();
    const target = await startStage();
    const again = await cutAfter(step, { target, item });
    const [half] = await listed(again, calendarId(target));
    const isWhole = step === steps.at(-1);
    expect(half?.marker).toBe(isWhole ? 'the-key' : undefined);
    // Nobody takes what is unfinished for the item.
    expect(half?.likeness === info.likeness).toBe(isWhole);
    if (!isWhole) await writeOne(again, { target, item });
    expect(exceptions(target)).toEqual(whole);
    const [now, ...more] = await listed(again, calendarId(target));
    expect([now?.marker, now?.likeness, more]).toEqual(['the-key', info.likeness, []]);
    expect(target.server.mailbox(address).sent).toEqual([]);
  });

  it.for(steps)(
    'killed after %s where no named property is kept is taken for nothing, and written whole once',
    async (step) => {
      const { item, info } = await theSeries();
      const target = await startStage({ keepsNamedProperties: false });
      const again = await cutAfter(step, { target, item });
      const [half] = await listed(again, calendarId(target));
      const isWhole = step === steps.at(-1);
      expect(half?.likeness === info.likeness).toBe(isWhole);
      // Who knows by now that no mark is kept gives none.
      const { marker: _, ...unmarked } = item;
      if (!isWhole) await writeOne(again, { target, item: unmarked });
      expect(exceptions(target)).toEqual(whole);
      const [now, ...more] = await listed(again, calendarId(target));
      expect([now?.likeness, more]).toEqual([info.likeness, []]);
    },
  );

  it('is not made whole by a writer that lost its right meanwhile, however early it began', async () => {
    const { item } = await theSeries();
    const target = await startStage();
    const session = await target.open();
    let asked = 0;
    const beforeCommit = () => {
      asked += 1;
      return asked === 1 ? Promise.resolve() : Promise.reject(new Error('another has taken over'));
    };
    const writing = session.writeBatch(calendarId(target), [item], { beforeCommit });
    await expect(writing).rejects.toMatchObject({ code: 'write-aborted' });
    const again = await target.open();
    const [half] = await listed(again, calendarId(target));
    expect(half?.marker).toBeUndefined();
    await writeOne(again, { target, item });
    expect(exceptions(target)).toEqual(whole);
  });

  it('with an exception that is refused is refused, and nothing of it stays', async () => {
    const { item } = await theSeries();
    const target = await startStage();
    const session = await target.open();
    let updates = 0;
    target.misbehave(({ operation }) => {
      updates += operation === 'UpdateItem' ? 1 : 0;
      const isSecond = operation === 'UpdateItem' && updates === 2;
      return isSecond
        ? { kind: 'refusal', code: 'ErrorCalendarEndDateIsEarlierThanStartDate' }
        : undefined;
    });
    expect(await session.writeBatch(calendarId(target), [item], openGate)).toMatchObject({
      outcomes: [{ kind: 'refused', error: { code: 'item-refused', scope: 'item' } }],
    });
    expect(target.server.mailbox(address).distinguished('calendar').items).toEqual([]);
  });

  it('does not touch what somebody else has begun', async () => {
    const { item } = await theSeries();
    const target = await startStage();
    const session = await target.open();
    const other = { ...item, marker: 'another-key' };
    target.misbehave(({ operation }) =>
      operation === 'UpdateItem' ? { kind: 'cut', afterBytes: 0 } : undefined,
    );
    await expect(session.writeBatch(calendarId(target), [other], openGate)).rejects.toThrow();
    target.misbehave(undefined);
    const again = await target.open();
    await again.writeBatch(calendarId(target), [item], openGate);
    const markers = (await listed(again, calendarId(target))).map(({ marker }) => marker);
    expect(markers).toEqual([undefined, 'the-key']);
  });
});

describe('what stands among items of another kind', () => {
  it('is made in its own folder and moved, once, whatever is cut', async () => {
    const { item, info } = await theSeries();
    for (const step of ['none', 'CreateItem', 'UpdateItem', 'MoveItem']) {
      const target = await startStage();
      const mailbox = target.server.mailbox(address);
      const trashId = mailbox.distinguished('deleteditems').id;
      let hasCut = false;
      let creates = 0;
      target.misbehave(({ operation }) => {
        creates += operation === 'CreateItem' ? 1 : 0;
        // The first CreateItem is refused for its place, and is not the one.
        const isNow = operation === step && !hasCut && (step !== 'CreateItem' || creates === 2);
        hasCut ||= isNow;
        return isNow ? { kind: 'cut', afterBytes: 0 } : undefined;
      });
      const session = await target.open();
      const first = await session.writeBatch(trashId, [item], openGate).catch(() => undefined);
      expect([hasCut, first === undefined]).toEqual([step !== 'none', step !== 'none']);
      const again = await target.open();
      if (first === undefined) await again.writeBatch(trashId, [item], openGate);
      expect(mailbox.distinguished('calendar').items).toEqual([]);
      const found = await listed(again, trashId);
      expect(found.map(({ marker, likeness }) => [marker, likeness])).toEqual([
        ['the-key', info.likeness],
      ]);
      const [stored] = mailbox.distinguished('deleteditems').items;
      expect([...(stored?.occurrences ?? [])].map(([place]) => place)).toEqual([2, 4, 6]);
    }
  });
});
