import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  ConditionsStage,
  dnOf,
  exclude,
  group,
  include,
  person,
} from '../spec-support/conditions-stage.ts';

const staff = [include({ by: 'group', group: 'Staff' })];

describeWithServer('slapd', 'the conditions of a job', () => {
  let stage: ConditionsStage;

  beforeAll(async () => {
    const staffed = ['anna', 'bert', 'carl'];
    stage = await ConditionsStage.open([
      ...[...staffed, 'dora'].map((name) => person(name)),
      group(
        'Staff',
        staffed.map((name) => dnOf(name)),
      ),
    ]);
  });
  afterAll(() => stage.close());

  it('are kept with it; rows enter and leave as the preview has said', async () => {
    const job = await stage.job();
    await job.add({ source: 'typed@old.example' });
    expect(await job.preview(staff)).toMatchObject({
      counts: { enters: 3, stays: 1, leaves: 0 },
      known: 4,
    });
    expect((await job.change(staff)).body).toEqual({
      ...{ entered: 3, left: 0, stopping: 0, stayed: 1, refused: [] },
    });
    expect((await job.read()).conditions).toEqual(staff);
    expect(await job.sources()).toEqual(['anna', 'bert', 'carl', 'typed']);

    const next = [...staff, exclude({ by: 'pattern', pattern: 'bert@*' })];
    const { rows, counts } = await job.preview(next);
    expect(counts).toEqual({ enters: 0, stays: 3, leaves: 1 });
    expect(rows[0]).toMatchObject({
      ...{ fate: 'leaves', source: 'bert@old.example', reason: 'excluded', condition: 1 },
    });
    expect(rows.at(-1)).toMatchObject({ source: 'typed@old.example', isByHand: true });
    expect((await job.change(next)).body).toMatchObject({ entered: 0, left: 1, stayed: 3 });
    expect(await job.sources()).toEqual(['anna', 'carl', 'typed']);
    expect(await job.activity()).toContain(
      'bert@old.example: Left the job: a condition leaves it out',
    );
  });

  it('are shown page by page, by what becomes of whom, and by name', async () => {
    const job = await stage.job();
    const all = [include({ by: 'all' })];
    const first = await job.preview(all, { limit: 3 });
    expect(first.rows.map(({ source }) => source.slice(0, 4))).toEqual(['anna', 'bert', 'carl']);
    const second = await job.preview(all, { limit: 3, after: first.next });
    expect(second.rows.map(({ source }) => source.slice(0, 4))).toEqual(['dora']);
    expect(second.next).toBeUndefined();
    expect((await job.preview(all, { q: 'ERT' })).rows).toHaveLength(1);
    expect((await job.preview(all, { fate: 'leaves' })).rows).toEqual([]);
  });

  it('are shown as the source was a moment ago, and as it is now to whoever asks for that', async () => {
    const job = await stage.job();
    const before = await job.preview(staff);
    expect(before.counts.enters).toBe(3);
    const member = `member: ${dnOf('dora')}`;
    const change = (how: string) =>
      stage.server.change(`dn: ${dnOf('Staff')}\nchangetype: modify\n${how}: member\n${member}\n`);
    change('add');
    const { readAt, counts } = await job.preview(staff);
    expect([readAt, counts.enters]).toEqual([before.readAt, 3]);
    const anew = await job.preview(staff, { readAnew: true });
    expect(anew.counts.enters).toBe(4);
    expect(anew.readAt).toBeGreaterThan(readAt);
    // Pages behind it, and other conditions, go on with what it has told.
    const all = await job.preview([...staff, include({ by: 'all' })]);
    expect([all.readAt, all.counts.enters]).toEqual([anew.readAt, 4]);
    change('delete');
  });

  it('name what is wrong with them', async () => {
    const job = await stage.job();
    const { status, body } = await job.change([
      include({ by: 'all' }),
      exclude({ by: 'group', group: 'Nobody' }),
    ]);
    expect(status).toBe(422);
    expect(body.faults).toMatchObject([{ place: 'conditions.1.group' }]);
    expect((await job.read()).conditions).toEqual([]);
  });

  it('bring back whoever left with all that was known, whoever brings it', async () => {
    const job = await stage.job();
    await job.change(staff);
    const [anna] = await job.pairs();
    const target = { id: anna?.id, target: 'anna@new.example' };
    await stage.bench.admin.must('POST', `${job.path}/pairs/matches`, {
      body: { matches: [target] },
    });
    const without = [...staff, exclude({ by: 'list', addresses: ['anna@old.example'] })];
    expect((await job.change(without)).body).toMatchObject({ left: 1 });
    expect((await job.change(staff)).body).toMatchObject({ entered: 1 });
    expect((await job.pairs())[0]).toMatchObject({ ...target, generation: 1, byConditions: true });

    await job.change(without);
    const typed = await job.add({ source: 'ANNA@old.example' });
    expect(typed).toMatchObject(target);
    expect(typed.byConditions).toBeUndefined();
    expect(await job.sources()).toHaveLength(3);
  });

  it('ask before more than half of the rows leave', async () => {
    const job = await stage.job();
    await job.change(staff);
    const few = [include({ by: 'pattern', pattern: 'anna@*' })];
    expect((await job.preview(few)).heldBack).toBe('too-many-leave');
    expect((await job.change(few)).body).toMatchObject({ code: 'too-many-leave', status: 409 });
    expect((await job.read()).conditions).toEqual(staff);
    expect(await job.sources()).toHaveLength(3);
    expect((await job.change(few, { leavingMax: 2 })).body).toMatchObject({ left: 2 });
    expect(await job.sources()).toEqual(['anna']);
  });

  it('are read anew at each start: members enter and leave, and whoever is gone leaves', async () => {
    const job = await stage.job();
    await job.change(staff);
    stage.server.change(
      `dn: ${dnOf('Staff')}\nchangetype: modify\ndelete: member\nmember: ${dnOf('bert')}\n-\nadd: member\nmember: ${dnOf('dora')}\n`,
    );
    expect((await job.start()).status).toBe(202);
    expect(await job.sources()).toEqual(['anna', 'carl', 'dora']);
    const told = await job.activity();
    expect(told).toContain('bert@old.example: Left the job: no condition takes it any more');
    await job.pause();
    stage.server.change(`dn: ${dnOf('carl')}\nchangetype: delete\n`);
    await job.start();
    expect(await job.sources()).toEqual(['anna', 'dora']);
    expect(await job.activity()).toContain(
      'carl@old.example: Left the job: the source has no such mailbox any more',
    );
  });

  it('keep it from nothing where the source cannot be read, and say so', async () => {
    const job = await stage.job();
    await job.change(staff);
    const before = await job.sources();
    await stage.server.stop();
    expect((await job.start()).status).toBe(202);
    expect(await job.sources()).toEqual(before);
    expect((await job.activity()).join('\n')).toContain(
      'The source could not be read: it goes on with the mailboxes it has',
    );
  });
});
