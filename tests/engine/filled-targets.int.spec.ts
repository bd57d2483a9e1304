import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import {
  addHeader,
  changeInternalDate,
  MessageBody,
  rewriteMessages,
} from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { startStage, user } from '../support/engine-stage.ts';
import { at, latch } from '../support/moments.ts';
import { contentOf, mail, mails, numbersIn, range, twins } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
const folders = [
  { path: inbox, messages: [...mails(1, 120), ...twins(5)] },
  { path: ['Archive'], messages: mails(201, 230) },
];
const itemCount = 155;
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const freshStore = () => new MemoryEventStore({ clock: systemClock });

describe('a lost state folder', () => {
  it('what is at the target is matched, nothing is copied twice', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    stage.source.mailbox(user).deliver(inbox, mail(121));
    const appends = stage.target.commandCount('APPEND');
    const report = await stage.run({ store: freshStore() });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: itemCount + 1, failed: 0 });
    expect(stage.target.commandCount('APPEND')).toBe(appends + 1);
    expect(contentOf(stage.target, ...inbox)).toEqual(contentOf(stage.source, ...inbox));
  });

  it('asked to match nothing: all is copied beside it, once, through a lost answer as well', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    const store = freshStore();
    const options = { onFilledTarget: 'copy' } as const;
    const { process, run } = stage.process({ store, options });
    const isDead = latch();
    const count = stage.target.commandCount('APPEND') + 2;
    stage.ways.target.push(
      at({ command: 'APPEND', count, when: 'stored' }, () => {
        process.kill();
        isDead.open();
        return { close: 'reset' };
      }),
    );
    void run();
    await isDead.opened;
    const report = await stage.run({ store, options });
    expect(report.totals).toMatchObject({ migrated: itemCount, failed: 0, pending: 0 });
    const twice = (numbers: number[]) => sorted([...numbers, ...numbers]);
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(
      twice(numbersIn(stage.source, ...inbox)),
    );
    expect(sorted(numbersIn(stage.target, 'Archive'))).toEqual(twice(range(201, 230)));
    const delta = await stage.run({ store, options });
    expect(delta.passCounts).toMatchObject({ migrated: 0, failed: 0 });
    expect(delta).toMatchObject({ surplusReported: 0 });
  });

  it('lost in the midst of a pass: the rest is copied, nothing twice', async () => {
    const stage = await startStage({ folders });
    const stop = new AbortController();
    const first = await stage.run({
      stop: stop.signal,
      onProgress: (news) => news.kind === 'settled' && stop.abort(),
    });
    expect(first.end).toEqual({ kind: 'stopped' });
    const report = await stage.run({ store: freshStore() });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(
      sorted(numbersIn(stage.source, ...inbox)),
    );
    expect(numbersIn(stage.target, 'Archive')).toEqual(range(201, 230));
  });

  it('a target that rewrites bytes: matched by Message-ID and date, nothing is copied twice', async () => {
    const stage = await startStage({ folders, target: { behaviours: [addHeader()] } });
    await stage.run();
    const appends = stage.target.commandCount('APPEND');
    const report = await stage.run({ store: freshStore() });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: itemCount, failed: 0 });
    expect(stage.target.commandCount('APPEND')).toBe(appends);
  });

  it.for([
    { title: 'any', isKept: () => false },
    { title: 'some', isKept: (epochSeconds: number) => epochSeconds % 1_200 !== 1_000 },
  ])('a target that does not keep $title dates: nothing is copied twice', async ({ isKept }) => {
    const dates = changeInternalDate(({ epochSeconds, zoneMinutes }) => ({
      epochSeconds: isKept(epochSeconds) ? epochSeconds : 1_700_000_000,
      zoneMinutes,
    }));
    const stage = await startStage({ folders, target: { behaviours: [dates] } });
    await stage.run();
    stage.target.mailbox(user).deliver(inbox, mail(900));
    const appends = stage.target.commandCount('APPEND');
    const report = await stage.run({ store: freshStore() });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: itemCount, failed: 0 });
    expect(report.passCounts).toMatchObject({ migrated: itemCount });
    expect(stage.target.commandCount('APPEND')).toBe(appends);
  });

  it('a target that mends odd headers of mail without Message-ID: nothing is copied twice', async () => {
    const odd = range(1, 40).map((n) => ({
      ...mail(n),
      bytes: Buffer.from(`Subject: number ${n} caf\xe9\r\n\r\nNumber ${n}.\r\n`, 'latin1'),
    }));
    const mends = rewriteMessages((message) => {
      const text = message.body.toBuffer().toString('latin1').replace('caf\xe9', 'cafX');
      return { ...message, body: new MessageBody([Buffer.from(text, 'latin1')]) };
    });
    const stage = await startStage({
      folders: [{ path: inbox, messages: [...mails(41, 50), ...odd] }],
      target: { behaviours: [mends] },
    });
    await stage.run();
    const appends = stage.target.commandCount('APPEND');
    const report = await stage.run({ store: freshStore() });
    expect(report.totals).toMatchObject({ migrated: 50, failed: 0 });
    expect(stage.target.commandCount('APPEND')).toBe(appends);
  });

  it.for([2, 4])('with %i connection pairs the same', async (connectionPairs) => {
    const stage = await startStage({ folders });
    await stage.run();
    const appends = stage.target.commandCount('APPEND');
    const report = await stage.run({ store: freshStore(), options: { connectionPairs } });
    expect(report.totals).toMatchObject({ migrated: itemCount, failed: 0, pending: 0 });
    expect(stage.target.commandCount('APPEND')).toBe(appends);
  });
});

describe('a target folder that already holds some of the mail', () => {
  const own = mail(900);

  it('what is there is matched, the rest is copied, what else is there stays', async () => {
    const held = [...mails(20, 60), own, ...twins(2)];
    const stage = await startStage({ folders, targetFolders: [{ path: inbox, messages: held }] });
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: itemCount, failed: 0 });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual([
      ...[0, 0, 0, 0, 0],
      ...range(1, 120),
      900,
    ]);
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 0 });
  });

  it('mail of equal size and date but other bytes is not taken for it', async () => {
    const other = mail(30);
    const bytes = String(other.bytes).replace('This is', 'Here is').replace('<30@', '<39@');
    const held = [{ ...other, bytes }];
    const stage = await startStage({ folders, targetFolders: [{ path: inbox, messages: held }] });
    expect((await stage.run()).totals).toMatchObject({ migrated: itemCount, failed: 0 });
    expect(numbersIn(stage.target, ...inbox).filter((n) => n === 30)).toHaveLength(2);
  });

  it('onFilledTarget refuse: the pass ends before anything is written', async () => {
    const stage = await startStage({ folders, targetFolders: [{ path: inbox, messages: [own] }] });
    const report = await stage.run({ options: { onFilledTarget: 'refuse' } });
    expect(report.end).toMatchObject({
      kind: 'failed',
      error: { code: 'folder-refused', disposition: 'needsOperator' },
    });
    expect(stage.target.commandCount('APPEND')).toBe(0);
    expect(numbersIn(stage.target, ...inbox)).toEqual([900]);
  });

  it('onFilledTarget refuse does not stand in the way of a second pass', async () => {
    const stage = await startStage({ folders });
    const options = { onFilledTarget: 'refuse' as const };
    expect((await stage.run({ options })).end).toEqual({ kind: 'completed' });
    stage.source.mailbox(user).deliver(inbox, mail(121));
    expect((await stage.run({ options })).passCounts).toMatchObject({ migrated: 1 });
  });
});
