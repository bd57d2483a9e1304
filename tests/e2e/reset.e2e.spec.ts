import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defineConnection,
  endStatuses,
  importRows,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilPairs,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { commandLineEntry } from '../support/command-line.ts';
import { countLetters, putLetters } from '../support/letters.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';
import { startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const count = 60;

describeWithServer('dovecot', 'a mailbox that is reset', () => {
  const cleanUps = new CleanUps();
  let system: SystemStage;
  let servers: TwoDovecots;
  let path: JobPath;
  let token: string;

  beforeAll(async () => {
    system = cleanUps.keep(await openSystem(), (one) => one.close());
    servers = cleanUps.keep(await startTwoDovecots(['ann']), (two) => two.stop());
    const letters = Array.from({ length: count }, (_, n) => ({
      subject: `number ${n}`,
      bytes: 30_000,
    }));
    await putLetters(servers.at('source', 'ann'), letters);
    const tenant = await makeTenant(system.client);
    const define = (name: string, port: number) =>
      defineConnection(system.client, tenant, loopbackSettings(name, port));
    const source = await define('Old', servers.source.port);
    const target = await define('New', servers.target.port);
    path = await makeJob(system.client, { tenant, name: 'Spring', source, target });
    await importRows(system.client, path, [servers.row('ann')]);
    ({ token } = await system.client.call('issueToken', {
      body: { label: 'reset', scopes: ['read', 'operate'] },
    }));
  }, 120_000);
  afterAll(() => cleanUps.run());

  const ended = async () =>
    (await untilPairs(system.client, path, { statuses: endStatuses, timeout: 120_000 }))[0];
  const atTarget = () => countLetters(servers.at('target', 'ann'));
  const mailhaul = async (...words: string[]) => {
    const entry = [...commandLineEntry(), '--server', system.app.url, 'pairs', ...words, 'ann'];
    const child = spawn(process.execPath, entry, {
      env: { PATH: process.env['PATH'], MAILHAUL_TOKEN: token },
      stdio: 'inherit',
    });
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  };

  it('matches what is at the target: nothing is there twice', async () => {
    await order(system.client, 'startJob', path);
    await ended();
    await mailhaul('reset', '--yes');
    await mailhaul('start');
    expect(await ended()).toMatchObject({ migrated: count, generation: 2 });
    expect(await atTarget()).toBe(count);
  });

  it('asked to match nothing: all is copied beside it, once, also when it is killed', async () => {
    await mailhaul('reset', '--without-matching', '--yes');
    await mailhaul('start');
    await expect.poll(atTarget, { timeout: 60_000, interval: 10 }).toBeGreaterThan(count);
    await system.app.kill();
    await system.restart();
    expect(await ended()).toMatchObject({ migrated: count, failed: 0, generation: 3 });
    expect(await atTarget()).toBe(2 * count);
    await order(system.client, 'requestDelta', path);
    await ended();
    expect(await atTarget()).toBe(2 * count);
  });

  it('and reset as usual after that: matches again', async () => {
    await mailhaul('reset', '--yes');
    await mailhaul('start');
    expect(await ended()).toMatchObject({ migrated: count, generation: 4 });
    expect(await atTarget()).toBe(2 * count);
  });
});
