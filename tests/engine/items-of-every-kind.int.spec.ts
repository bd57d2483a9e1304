import type { MemoryVariant } from '@mailhaul/connector-memory';
import { describe, expect, it } from 'vitest';
import { MemoryStage, put, textsIn } from '../support/memory-stage.ts';

const groupware: MemoryVariant = {
  capabilities: {
    givesForms: ['exchange-item', 'mime'],
    takesForms: ['mime', 'exchange-item'],
    areSizesEstimates: true,
  },
  tellsLikeness: true,
};

function fill(stage: MemoryStage): void {
  const calendar = stage.source.ensureFolder(['Kalender'], 'calendar', 'IPF.Appointment');
  for (const n of [1, 2]) put(calendar, `appointment ${n}`, { kind: 'event' });
  const inbox = stage.source.ensureFolder(['INBOX']);
  put(inbox, 'letter one');
  put(inbox, 'a task in the inbox', { kind: 'task' });
  put(inbox, 'letter two');
}

describe('an item without a form', () => {
  it('that the target takes is Excluded, in a folder of mail too, and no other item waits for it', async () => {
    const stage = new MemoryStage({ source: groupware });
    fill(stage);
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 2, excluded: 3, failed: 0, pending: 0 });
    expect(textsIn(stage.target, 'INBOX')).toEqual(['letter one', 'letter two']);
    expect(stage.target.folderAt(['Kalender'])).toBeUndefined();
    const [row] = (await stage.rows()).filter(({ outcome }) => outcome === 'excluded');
    expect(row).toMatchObject({ sourceId: 2, reason: 'no-mail-form' });
    put(stage.source.ensureFolder(['INBOX']), 'a note', { kind: 'note' });
    const delta = await stage.run();
    expect(delta.totals).toMatchObject({ migrated: 2, excluded: 4, pending: 0 });
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 0, excluded: 0 });
  });

  it('is taken by a later pass to a target that takes more, once', async () => {
    const stage = new MemoryStage({ source: groupware });
    fill(stage);
    await stage.run();
    stage.becomes(groupware);
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: 5, excluded: 0, failed: 0, pending: 0 });
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 0, excluded: 0 });
    expect(textsIn(stage.target, 'INBOX').toSorted()).toEqual([
      'a task in the inbox',
      'letter one',
      'letter two',
    ]);
  });
});

describe('folders of items that are not mail', () => {
  it('go where the target keeps such items: the calendar into its calendar, others made for what they hold', async () => {
    const stage = new MemoryStage({ source: groupware, target: groupware });
    fill(stage);
    const team = stage.source.ensureFolder(['Team', 'People'], undefined, 'IPF.Contact');
    put(team, 'somebody', { kind: 'contact' });
    stage.target.ensureFolder(['Calendar'], 'calendar', 'IPF.Appointment');
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: 6, excluded: 0, failed: 0 });
    expect(textsIn(stage.target, 'Calendar')).toEqual(['appointment 1', 'appointment 2']);
    expect(stage.target.folderAt(['Kalender'])).toBeUndefined();
    expect(stage.target.folderAt(['Team', 'People'])?.containerClass).toBe('IPF.Contact');
    const kinds = [...(stage.target.folderAt(['INBOX'])?.items() ?? [])].map(({ kind }) => kind);
    expect(kinds).toEqual([undefined, 'task', undefined]);
  });

  it('mail that is called as the target calls its calendar goes beside it', async () => {
    const stage = new MemoryStage({ source: groupware, target: groupware });
    put(stage.source.ensureFolder(['Calendar']), 'a letter');
    stage.target.ensureFolder(['Calendar'], 'calendar', 'IPF.Appointment');
    await stage.run();
    expect(textsIn(stage.target, 'Calendar')).toEqual([]);
    expect(textsIn(stage.target, 'Calendar (2)')).toEqual(['a letter']);
  });
});

describe('a system that numbers nothing', () => {
  const unnumbered: MemoryVariant = {
    capabilities: { returnsIdOnWrite: false },
    numbersNothing: true,
  };

  it('has its items numbered by the connector, once and for all passes: nothing is copied twice', async () => {
    const stage = new MemoryStage({ source: unnumbered, target: unnumbered });
    const inbox = stage.source.ensureFolder(['INBOX']);
    for (const n of [1, 2, 3, 4]) put(inbox, `letter ${n}`);
    expect((await stage.run()).totals).toMatchObject({ migrated: 4, pending: 0 });
    inbox.remove(1);
    inbox.remove(3);
    put(inbox, 'letter 5');
    const { totals, passCounts } = await stage.run();
    expect(totals).toMatchObject({ migrated: 5, failed: 0, pending: 0 });
    expect(passCounts).toMatchObject({ migrated: 1 });
    expect(textsIn(stage.target, 'INBOX')).toEqual([1, 2, 3, 4, 5].map((n) => `letter ${n}`));
    const ids = (await stage.rows()).map(({ sourceId }) => sourceId);
    expect(ids).toEqual([1, 2, 3, 4, 5]);
  });
});
