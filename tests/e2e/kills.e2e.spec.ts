import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@mailhaul/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { startStandaloneProcess } from '../support/standalone-process.ts';
import {
  expectSameMail,
  startJob,
  statesNow,
  tenMailboxes,
  untilEnded,
} from '../support/ten-mailboxes.ts';

const killCount = 20;
const endMsMax = 240_000;

describe('kill -9 of the whole system while it moves ten mailboxes', () => {
  const cleanUps: (() => Promise<unknown> | void)[] = [];

  afterEach(async () => {
    for (const one of cleanUps.splice(0).reverse()) await one();
  });

  it(
    'ends by itself after twenty kills, nothing lost and nothing twice',
    { timeout: endMsMax + 120_000 },
    async () => {
      const servers = await tenMailboxes();
      cleanUps.push(() => servers.stop());
      const dataFolder = mkdtempSync(join(tmpdir(), 'mailhaul-kills-'));
      cleanUps.push(() => rmSync(dataFolder, { recursive: true, force: true }));
      let running = await startStandaloneProcess({ dataFolder });
      cleanUps.push(() => running.kill());
      const path = await startJob(await running.signIn(), servers);
      const random = seededRandom(7);
      const states: string[] = [];
      for (let kill = 0; kill < killCount; kill += 1) {
        await sleep(100 + Math.floor(random.next() * 1400));
        await running.kill();
        const { port } = running;
        running = await startStandaloneProcess({ dataFolder, port });
        states.push(await statesNow(await running.signIn(), path));
      }
      await untilEnded(() => running.signIn(), path, endMsMax);
      // Kills that fell when everything was over would show nothing.
      expect(states.filter((state) => !state.startsWith('completed 10')).length).toBeGreaterThan(
        10,
      );
      await expectSameMail(servers);
    },
  );
});
