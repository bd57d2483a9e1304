import { RequestRefused } from '@mailhaul/application';
import { ClientBus } from '@mailhaul/bus-nest';
import { InProcessClient } from '@mailhaul/bus-inprocess';
import { subjects } from '@mailhaul/contracts';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConditionsStage, dnOf, group, include, person } from '../spec-support/conditions-stage.ts';

const answerMsMax = 60_000;
const staff = [include({ by: 'group', group: 'Staff' })];

describeWithServer('slapd', 'a source that is read for the scheduler', () => {
  let stage: ConditionsStage;
  let bus: ClientBus;

  beforeAll(async () => {
    const staffed = ['anna', 'bert', 'carl'];
    stage = await ConditionsStage.open([
      ...[...staffed, 'dora', 'emil'].map((name) => person(name)),
      group(
        'Staff',
        staffed.map((name) => dnOf(name)),
      ),
    ]);
    bus = new ClientBus(new InProcessClient(stage.bench.hub));
  });
  afterAll(async () => {
    await bus.close();
    await stage.close();
  });

  const readSource = (jobId: string) =>
    bus.request(subjects.readSource, { tenant: 'acme', jobId }, answerMsMax);
  const member = (way: 'add' | 'delete', name: string) =>
    stage.server.change(
      `dn: ${dnOf('Staff')}\nchangetype: modify\n${way}: member\nmember: ${dnOf(name)}\n`,
    );

  it('brings who has joined, and lets go who has left; the activity says by whom', async () => {
    const job = await stage.job();
    await job.change(staff);
    member('delete', 'bert');
    member('add', 'dora');
    expect(await readSource(job.id)).toBe(true);
    expect(await job.sources()).toEqual(['anna', 'carl', 'dora']);
    expect(await job.activity()).toContain(
      'bert@old.example: Left the job: no condition takes it any more',
    );
    expect((await job.pairs()).find(({ source }) => source.startsWith('dora'))).toMatchObject({
      ...{ status: 'not-matched', byConditions: true },
    });
  });

  it('does everything once, however many ask at the same time', async () => {
    const job = await stage.job();
    await job.change(staff);
    const before = (await job.activity()).length;
    member('add', 'emil');
    await Promise.all([readSource(job.id), readSource(job.id), readSource(job.id)]);
    expect(await job.sources()).toEqual(['anna', 'carl', 'dora', 'emil']);
    const told = (await job.activity()).slice(0, -before);
    expect(told.filter((text) => text.includes('1 mailbox pair added'))).toHaveLength(1);
  });

  it('is refused for a job that is none, and for what is no question', async () => {
    const nobody = readSource('00000000-0000-4000-8000-000000000000');
    await expect(nobody).rejects.toThrow(RequestRefused);
    const asked = bus.request(subjects.readSource, { tenant: 'acme' }, answerMsMax);
    await expect(asked).rejects.toThrow('the message is not what the subject asks for');
  });

  it('that does not answer keeps nobody: the rows stay, and the job is told so', async () => {
    const job = await stage.job();
    await job.change(staff);
    const before = await job.sources();
    await stage.server.stop();
    expect(await readSource(job.id)).toBe(true);
    expect(await job.sources()).toEqual(before);
    const word = 'The source could not be read: it goes on with the mailboxes it has';
    await expect.poll(async () => (await job.activity()).join('\n')).toContain(word);
  });
});
