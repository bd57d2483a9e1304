import { directoryBase } from '@mailhaul/testing/servers';
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

const unit = `ou=Berlin,${directoryBase}`;

describeWithServer('slapd', 'the mailboxes that conditions take', () => {
  let stage: ConditionsStage;

  beforeAll(async () => {
    stage = await ConditionsStage.open([
      { dn: unit, objectClass: 'organizationalUnit', ou: 'Berlin' },
      ...[person('anna', unit), person('bert', unit), person('carl')],
      group('Staff', [dnOf('bert', unit), dnOf('carl')], unit),
    ]);
  });
  afterAll(() => stage.close());

  it('join the job without a target; who no longer belongs to it is named, and stays', async () => {
    const job = await stage.job();
    await job.add({ source: 'Carl@old.example' });
    await job.add({ source: 'gone@old.example' });
    const conditions = [include({ by: 'unit', unit }), exclude({ by: 'group', group: 'Staff' })];
    const told = {
      ...{ entering: ['anna@old.example'], stayingCount: 0 },
      leaving: [
        { source: 'Carl@old.example', reason: 'excluded' },
        { source: 'gone@old.example', reason: 'gone' },
      ],
    };
    expect((await job.take(conditions, '?dryRun=true')).body).toEqual(told);
    expect(await job.sources()).toHaveLength(2);
    expect((await job.take(conditions)).body).toEqual(told);
    expect(await job.sources()).toEqual(['anna', 'Carl', 'gone']);
    expect((await job.pairs()).every(({ status }) => status === 'not-matched')).toBe(true);
    const again = await job.take(conditions);
    expect(again.body).toMatchObject({ entering: [], stayingCount: 1 });
  });

  it('are read anew each time', async () => {
    const job = await stage.job();
    await job.take([include({ by: 'pattern', pattern: '*a*@old.example' })]);
    const { body } = await job.take([include({ by: 'group', group: 'Staff' })], '?dryRun=true');
    expect(body).toEqual({
      ...{ entering: ['bert@old.example'], stayingCount: 1 },
      leaving: [{ source: 'anna@old.example', reason: 'not-included' }],
    });
  });

  it('are nobody where the source has no directory, or no such group', async () => {
    const bare = await stage.job({ hasDirectory: false });
    expect((await bare.take([include({ by: 'all' })])).body).toMatchObject({
      code: 'directory-missing',
    });
    const job = await stage.job();
    const { body } = await job.take([include({ by: 'group', group: 'Nobody' })]);
    expect(body).toMatchObject({ code: 'body-invalid', faults: [{ place: 'conditions.0.group' }] });
    expect(await job.sources()).toEqual([]);
  });
});
