import { beforeEach, describe, expect, it } from 'vitest';
import { type ServerStage, serverStage } from './spec-support/server-stage.ts';

describe('the schedule of a job', () => {
  let stage: ServerStage;
  beforeEach(async () => {
    stage = await serverStage();
    stage.model.addConnection('Old');
    stage.model.addConnection('New');
    stage.model.addJob('Spring');
  });

  const allowNights = ['--allow', 'mon-fri 22:00-06:00', '--allow', 'sat,sun rate=5MB'];

  it('is set, shown and taken away', async () => {
    const set = await stage.run('jobs', 'schedule', 'Spring', ...allowNights, '--zone', 'UTC');
    expect(set.code).toBe(0);
    for (const words of ['closed until 2027-01-15 08:00 (UTC)', 'Mon Tue Wed Thu Fri 22:00-06:00'])
      expect(set.stdout + set.stderr).toContain(words);
    expect(set.stdout + set.stderr).toContain('Sat Sun all day (5.0 MB/s)');
    const shown = await stage.run('jobs', 'schedule', 'Spring', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ schedule: { zone: 'UTC' } });
    const none = await stage.run('jobs', 'schedule', 'Spring', '--none');
    expect(none.stdout + none.stderr).toContain('it may run at all times');
    const both = await stage.run('jobs', 'schedule', 'Spring', '--none', '--zone', 'UTC');
    expect(both.code).not.toBe(0);
  });

  it('that is closed makes a start say what is to be done, or be told', async () => {
    await stage.run('jobs', 'schedule', 'Spring', ...allowNights, '--zone', 'UTC');
    const refused = await stage.run('jobs', 'start', 'Spring');
    expect(refused.stderr).toContain('It is closed until ten.');
    expect(refused.stderr).toContain('--wait');
    expect(refused.code).toBe(5);
    const waits = await stage.run('jobs', 'start', 'Spring', '--wait');
    expect(waits.code).toBe(0);
    expect(waits.stdout + waits.stderr).toContain('Its schedule: closed until 2027-01-15 08:00');
    const both = await stage.run('jobs', 'start', 'Spring', '--wait', '--now');
    expect(both.stderr).toContain('exclude each other');
  });
});
