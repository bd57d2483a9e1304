import type { MemoryVariant } from '@mailhaul/connector-memory';
import { describe, expect, it } from 'vitest';
import { losingAnswer, MemoryStage, put, textsIn } from '../support/memory-stage.ts';

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
    capabilities: { returnsIdOnWrite: false, areIdsOwn: true },
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

/** Serves other bytes than it was given, and mail of no identity: date and length are alike. */
const rewriting: MemoryVariant = { regenerates: true };
const marking: MemoryVariant = { ...rewriting, capabilities: { keepsMarkers: true } };

function fillNameless(stage: MemoryStage, count: number): string[] {
  const texts = Array.from({ length: count }, (_, n) => `nameless ${n % 4}`);
  const inbox = stage.source.ensureFolder(['INBOX']);
  for (const text of texts) put(inbox, text);
  return texts;
}

describe('what was written with markers', () => {
  it.each([true, false])(
    'is found again by them where the target rewrites it (written %s): nothing doubtful, nothing doubled',
    async (isDone) => {
      const stage = new MemoryStage({ target: marking });
      const texts = fillNameless(stage, 120);
      const pass = stage.pass();
      const target = losingAnswer(pass.target, { nth: 2, isDone });
      const report = await stage.run({ target });
      expect(report.end).toEqual({ kind: 'completed' });
      expect(report).toMatchObject({ investigate: 0, totals: { migrated: 120, failed: 0 } });
      expect(textsIn(stage.target, 'INBOX').toSorted()).toEqual(texts.toSorted());
    },
  );

  it('would be doubtful without them', async () => {
    const stage = new MemoryStage({ target: rewriting });
    fillNameless(stage, 120);
    const target = losingAnswer(stage.pass().target, { nth: 2, isDone: true });
    expect((await stage.run({ target })).investigate).toBeGreaterThan(0);
  });

  it('is adopted by them when the ledger is lost, each once, whatever people have copied at the target', async () => {
    const stage = new MemoryStage({ target: marking });
    const texts = fillNameless(stage, 30);
    await stage.run();
    const inbox = stage.target.ensureFolder(['INBOX']);
    for (const id of [3, 7, 7]) {
      const item = inbox.item(id);
      if (item !== undefined) inbox.add(item);
    }
    stage.loseLedger();
    const { totals, investigate } = await stage.run();
    expect(totals).toMatchObject({ migrated: 30, failed: 0, pending: 0 });
    expect(investigate).toBe(0);
    expect(textsIn(stage.target, 'INBOX')).toHaveLength(texts.length + 3);
    const ids = (await stage.rows()).map(({ targetId }) => targetId);
    expect(new Set(ids).size).toBe(30);
    put(stage.source.ensureFolder(['INBOX']), 'a new one');
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 1 });
  });

  it('and adopted by them is known again by its copies when the source begins a new generation', async () => {
    const stage = new MemoryStage({ target: marking });
    for (let n = 0; n < 20; n += 1) {
      put(stage.source.ensureFolder(['INBOX']), `Message-ID: <${n}@x>\r\n\r\nletter`, { at: n });
    }
    await stage.run();
    stage.loseLedger();
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 20 });
    stage.source.folderAt(['INBOX'])?.renumber(stage.source.nextGeneration());
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 0 });
    expect(textsIn(stage.target, 'INBOX')).toHaveLength(20);
  });

  it('and lost all the same by a target that kept the first ones is found by what it is', async () => {
    const forgetful: MemoryVariant = { capabilities: { keepsMarkers: true } };
    const stage = new MemoryStage({ target: forgetful });
    const inbox = stage.source.ensureFolder(['INBOX']);
    for (let n = 0; n < 60; n += 1) put(inbox, `letter ${n}`);
    await stage.run();
    stage.becomes({ ...forgetful, losesMarkers: true });
    for (let n = 60; n < 120; n += 1) put(inbox, `letter ${n}`);
    const target = losingAnswer(stage.pass().target, { nth: 1, isDone: true });
    expect((await stage.run({ target })).totals).toMatchObject({ migrated: 120, failed: 0 });
    expect(textsIn(stage.target, 'INBOX')).toHaveLength(120);
  });

  it('a target that says it keeps them and loses them is not believed', async () => {
    const lying: MemoryVariant = { capabilities: { keepsMarkers: true }, losesMarkers: true };
    const stage = new MemoryStage({ target: lying });
    const texts = Array.from({ length: 120 }, (_, n) => `letter ${n}`);
    for (const text of texts) put(stage.source.ensureFolder(['INBOX']), text);
    const target = losingAnswer(stage.pass().target, { nth: 3, isDone: true });
    expect((await stage.run({ target })).totals).toMatchObject({ migrated: 120, failed: 0 });
    expect(textsIn(stage.target, 'INBOX')).toEqual(texts);
  });
});

describe('twins without identity, on systems that tell what they have in common', () => {
  const both = { source: groupware, target: groupware };

  it.each([true, false])(
    'are as many after a lost answer (written %s) as before, none doubtful',
    async (isDone) => {
      const stage = new MemoryStage(both);
      const contacts = stage.source.ensureFolder(['Contacts'], 'contacts', 'IPF.Contact');
      for (let n = 0; n < 60; n += 1) put(contacts, `contact ${n % 3}`, { kind: 'contact', at: n });
      for (let n = 0; n < 5; n += 1) put(stage.source.ensureFolder(['INBOX']), 'nameless');
      const target = losingAnswer(stage.pass().target, { nth: 3, isDone });
      const report = await stage.run({ target });
      expect(report).toMatchObject({ investigate: 0, totals: { migrated: 65, failed: 0 } });
      const there = textsIn(stage.target, 'Contacts').toSorted();
      expect(there).toEqual(textsIn(stage.source, 'Contacts').toSorted());
      expect(textsIn(stage.target, 'INBOX')).toHaveLength(5);
    },
  );

  it('are adopted when the ledger is lost, and only what is missing is written', async () => {
    const stage = new MemoryStage(both);
    const contacts = stage.source.ensureFolder(['Contacts'], 'contacts', 'IPF.Contact');
    for (let n = 0; n < 12; n += 1) put(contacts, `contact ${n % 3}`, { kind: 'contact', at: n });
    await stage.run();
    stage.target.folderAt(['Contacts'])?.remove(2);
    stage.loseLedger();
    expect((await stage.run()).totals).toMatchObject({ migrated: 12, failed: 0, pending: 0 });
    expect(textsIn(stage.target, 'Contacts').toSorted()).toEqual(
      textsIn(stage.source, 'Contacts').toSorted(),
    );
  });
});
