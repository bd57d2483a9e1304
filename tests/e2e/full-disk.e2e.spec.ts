import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallDisk } from '@mailhaul/testing';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, expect, it } from 'vitest';
import { describeWithBrowser, startBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { signedInPage } from '../support/signed-in-page.ts';
import { startStandaloneProcess } from '../support/standalone-process.ts';
import {
  expectSameMail,
  startJob,
  statesNow,
  tenMailboxes,
  untilEnded,
} from '../support/ten-mailboxes.ts';

/** Room for its stores beside the hundred that it wants to see free. */
const diskMegabytes = 220;
/** Slow enough for much of the mail to be still at the old server when its disk is found full. */
const bytesPerSecond = 600_000;

describeWithServer('dovecot', 'a disk that is full while ten mailboxes are moved', () => {
  describeWithBrowser('in Chromium', () => {
    const cleanUps = new CleanUps();
    afterAll(() => cleanUps.run());

    it('holds them up and is named; with room they go on by themselves, nothing lost and nothing twice', async (context) => {
      const disk = smallDisk(diskMegabytes);
      if (disk === undefined) return context.skip('this user may not mount a small disk');
      const folder = cleanUps.keep(disk, (one) => one.remove()).path;
      const running = cleanUps.keep(await startStandaloneProcess({ dataFolder: folder }), (one) =>
        one.kill(),
      );
      const servers = cleanUps.stopping(await tenMailboxes());
      const client = await running.signIn();
      const path = await startJob(client, servers, { bytesPerSecond });
      const browser = cleanUps.keep(await startBrowser(), (one) => one.close());
      const { page, watch } = await signedInPage(browser, running);
      await page.goto(`/t/${path.tenant}/jobs/${path.job}`);
      await expect.poll(() => statesNow(client, path)).toContain('running');
      fill(folder);
      await page.getByText(/^The disk of Mailhaul is full: nothing can be written/).waitFor();
      expect(await statesNow(client, path)).not.toMatch(/^completed 10$/);
      await watch.look('disk-full');
      expect((await fetch(`${running.url}/readyz`)).status).toBe(503);
      rmSync(join(folder, 'ballast'));
      await untilEnded(() => running.signIn(), path, 240_000);
      await page.getByText(/^The disk of Mailhaul/).waitFor({ state: 'detached' });
      await expectSameMail(servers);
      expect(watch.found()).toEqual([]);
    });
  });
});

/** To the last byte. */
function fill(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const write = (bytes: number) => {
    try {
      writeFileSync(join(folder, 'ballast'), Buffer.alloc(bytes), { flag: 'a' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  };
  write(bavail * bsize);
}
