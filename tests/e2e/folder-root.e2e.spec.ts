import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defineConnection,
  endStatuses,
  freshKey,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  pairsOf,
  untilPairs,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { countLetters, type Letter, putLetters } from '../support/letters.ts';
import { foldersOf } from '../support/read-imap.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';
import { RawImap } from '@mailhaul/testing/wire';

const letters = (name: string, count: number): Letter[] =>
  Array.from({ length: count }, (_, n) => ({ subject: `${name} ${n}`, bytes: 20_000 }));

describeWithServer('dovecot', 'mailboxes that go below a folder of another one', () => {
  const cleanUps = new CleanUps();
  let system: SystemStage;
  let servers: TwoDovecots;
  let path: JobPath;

  beforeAll(async () => {
    system = cleanUps.keep(await openSystem(), (one) => one.close());
    const target = { separator: '.' } as const;
    servers = cleanUps.keep(await startTwoDovecots(['ann', 'bob'], { target }), (two) =>
      two.stop(),
    );
    await putLetters(servers.at('source', 'ann'), letters('inbox', 120));
    await putLetters(servers.at('source', 'ann'), letters('sent', 30), 'Sent');
    await putLetters(servers.at('source', 'ann'), letters('alpha', 12), 'Alpha');
    await putLetters(servers.at('source', 'bob'), letters('bob', 5));
    await putLetters(servers.at('target', 'ann'), letters('own', 2));
    await putLetters(servers.at('target', 'ann'), letters('own sent', 1), 'Sent');
    const tenant = await makeTenant(system.client);
    const define = (name: string, port: number) =>
      defineConnection(system.client, tenant, loopbackSettings(name, port));
    const source = await define('Old', servers.source.port);
    const to = await define('New', servers.target.port);
    path = await makeJob(system.client, { tenant, name: 'Spring', source, target: to });
  }, 120_000);
  afterAll(() => cleanUps.run());

  const importRoot = (root: string) => {
    const passwords = `${mailboxPassword},${mailboxPassword}`;
    const head = 'id,source,target,source_password,target_password,folder_root';
    const body = `${head}\n1,ann,ann,${passwords},${root}\n2,bob,bob,${passwords},\n`;
    return system.client.call('importPairs', {
      ...{ path, query: {}, body, idempotencyKey: freshKey() },
    });
  };
  const ended = () => untilPairs(system.client, path, { statuses: endStatuses, timeout: 120_000 });
  const ann = async () =>
    (await pairsOf(system.client, path)).find(({ source }) => source === 'ann');
  /** Letters in each folder of a target mailbox that has any. */
  const held = async (user: string) => {
    const access = servers.at('target', user);
    const client = await RawImap.open(access);
    const names = await foldersOf(client);
    await client.close();
    const counts: Record<string, number> = {};
    for (const name of names) {
      const count = await countLetters(access, name);
      if (count > 0) counts[name] = count;
    }
    return counts;
  };
  const below = { 'Old mail.Ann.INBOX': 120, 'Old mail.Ann.Sent': 30, 'Old mail.Ann.Alpha': 12 };
  const own = { INBOX: 2, Sent: 1 };

  it('are copied there once, whatever is killed; a row without a root goes to its own places', async () => {
    expect(await importRoot('Old mail/Ann')).toMatchObject({ added: 2, belowRoot: 1 });
    await order(system.client, 'startJob', path);
    const migrated = async () => (await ann())?.migrated ?? 0;
    await expect.poll(migrated, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
    await system.app.kill();
    await system.restart();
    await ended();
    expect(await held('ann')).toEqual({ ...own, ...below });
    expect(await held('bob')).toEqual({ INBOX: 5 });
    expect(await ann()).toMatchObject({
      ...{ folderRoot: 'Old mail/Ann', migrated: 162, failed: 0, grade: 'Perfect' },
    });
  });

  it('are found again after a reset: nothing is there twice', async () => {
    const { id = '' } = (await ann()) ?? {};
    const act = (action: 'reset' | 'start') =>
      system.client.call('actOnPairs', {
        ...{ path, body: { action, selection: { ids: [id] } } },
        idempotencyKey: freshKey(),
      });
    await act('reset');
    await act('start');
    await expect.poll(ann, { timeout: 60_000 }).toMatchObject({ migrated: 162, generation: 2 });
    await ended();
    expect(await held('ann')).toEqual({ ...own, ...below });
  });

  it('stay where they went under another root; only what is new goes there', async () => {
    expect(await importRoot('Elsewhere')).toMatchObject({ updated: 1, belowRoot: 1 });
    expect(await ann()).toMatchObject({ folderRoot: 'Elsewhere', generation: 2 });
    await putLetters(servers.at('source', 'ann'), letters('beta', 3), 'Beta');
    await putLetters(servers.at('source', 'ann'), letters('late', 4), 'Late');
    await order(system.client, 'requestDelta', path);
    await expect.poll(ann, { timeout: 60_000 }).toMatchObject({ migrated: 169 });
    await ended();
    expect(await held('ann')).toEqual({
      ...{ ...own, ...below },
      ...{ 'Elsewhere.Beta': 3, 'Elsewhere.Late': 4 },
    });
  });
});
