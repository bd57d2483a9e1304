import { rmSync } from 'node:fs';
import { compareMailboxes, scanMailbox } from '@mailhaul/testing/independent-scan';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actOn, freshKey, order, pairsOf, untilJob } from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { countLetters, lettersOf, putLetters } from '../support/letters.ts';
import { RenamedMailboxes } from '../support/renamed-mailboxes.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';

describeWithServer('dovecot', 'mailboxes that are renamed in the middle of a migration', () => {
  describeWithServer('slapd', 'with directories', () => {
    const cleanUps = new CleanUps();
    let system: SystemStage;
    let stage: RenamedMailboxes;

    beforeAll(async () => {
      system = cleanUps.keep(await openSystem(), (one) => one.close());
      stage = await RenamedMailboxes.start(system.client, cleanUps);
    }, 120_000);
    afterAll(() => cleanUps.run());

    const pairs = () => pairsOf(system.client, stage.path);
    const pairOf = async (name: string) => {
      const found = (await pairs()).find(({ source }) => source.startsWith(name));
      if (found === undefined) throw new Error(`no pair of ${name}`);
      return found;
    };
    const untilPair = (name: string, wanted: object) =>
      expect.poll(() => pairOf(name), { timeout: 60_000 }).toMatchObject(wanted);
    const differences = async (source: string, target: string) =>
      compareMailboxes(
        await scanMailbox(stage.at('source', source)),
        await scanMailbox(stage.at('target', target)),
      ).differences;
    const act = (action: 'reset' | 'unmatch' | 'start' | 'delta', id: string) =>
      actOn(system.client, stage.path, { action, ids: [id] });
    const match = (id: string, target: string, targetId?: string) =>
      system.client.call('matchPairs', {
        path: stage.path,
        body: { matches: [{ id, target, matchedBy: 'picked', ...(targetId && { targetId }) }] },
        idempotencyKey: freshKey(),
      });

    it('go on under their new names: a delta copies only what is new', async () => {
      await order(system.client, 'startJob', stage.path);
      await untilJob(system.client, stage.path, 'finished');
      await stage.rename();
      const refresh = () =>
        system.client.call('refreshAddresses', {
          ...{ path: stage.path, body: { selection: { matching: {} } } },
          idempotencyKey: freshKey(),
        });
      await expect(refresh()).rejects.toMatchObject({ problem: { code: 'reconfigure-first' } });
      await stage.reconfigure();
      const { source, target } = await refresh();
      expect(source).toEqual({ refreshed: 1, 'not-changed': 1, missing: 1 });
      expect(target).toMatchObject({ refreshed: 2, 'not-changed': 0, missing: 1 });
      await putLetters(stage.at('source', 'anna@corp.example'), lettersOf('new', 2));
      await order(system.client, 'requestDelta', stage.path);
      await untilPair('anna', { status: 'completed', migrated: 12, generation: 1 });
      await untilPair('bob', { status: 'completed', migrated: 6, generation: 1, passCount: 2 });
      expect(await differences('anna@corp.example', 'anna@cloud.example')).toEqual([]);
      expect(await differences('bob@old.example', 'bob@cloud.example')).toEqual([]);
    });

    it('are matched again by hand: with the id, and without, nothing is copied twice', async () => {
      const { id, targetId = '' } = await pairOf('bob');
      await act('unmatch', id);
      await match(id, 'bob@cloud.example', targetId);
      expect(await pairOf('bob')).toMatchObject({ generation: 1 });
      await act('unmatch', id);
      // As if the address had never been looked up: another history, which matches what is there first.
      await match(id, 'ann@elsewhere.example');
      await act('unmatch', id);
      await match(id, 'bob@cloud.example');
      await act('start', id);
      await untilPair('bob', { status: 'completed', migrated: 6 });
      expect(await differences('bob@old.example', 'bob@cloud.example')).toEqual([]);
      expect(await countLetters(stage.at('target', 'ann@elsewhere.example'))).toBe(0);
    });

    it('are another mailbox after all: what is there is matched, and the rest copied', async () => {
      const before = await pairOf('anna');
      // The row's own id says that it is the same, and it is not.
      const rows = ['external_id,source,target', 'a1,anna@corp.example,anna@cloud.example'];
      const send = (body: string) =>
        system.client.call('importPairs', {
          ...{ path: stage.path, query: {}, body },
          idempotencyKey: freshKey(),
        });
      await send(rows.join('\n'));
      await send(rows.join('\n').replace('anna@cloud', 'fresh@cloud'));
      expect(await pairOf('anna')).toMatchObject({ id: before.id, generation: before.generation });
      await order(system.client, 'requestDelta', stage.path);
      await untilPair('anna', {
        ...{ status: 'completed', migrated: 12, target: 'fresh@cloud.example' },
        generation: before.generation + 1,
      });
      expect(await differences('anna@corp.example', 'fresh@cloud.example')).toEqual([]);
    });

    it('with changed items: reset, unmatch, clean the target, match, start', async () => {
      const { id, target, generation } = await pairOf('bob');
      // A reset alone matches what is on the target.
      await act('reset', id);
      await act('start', id);
      await untilPair('bob', { status: 'completed', migrated: 6, generation: generation + 1 });
      expect(await countLetters(stage.at('target', target))).toBe(6);
      // The items have other contents now; a delta would leave the copies as they are.
      rmSync(stage.mailDir('source', 'bob@old.example'), { recursive: true });
      await putLetters(stage.at('source', 'bob@old.example'), lettersOf('changed', 5));
      await act('reset', id);
      await act('unmatch', id);
      rmSync(stage.mailDir('target', target), { recursive: true });
      await match(id, target);
      await act('start', id);
      await untilPair('bob', { status: 'completed', migrated: 5, failed: 0 });
      expect(await differences('bob@old.example', target)).toEqual([]);
    });
  });
});
