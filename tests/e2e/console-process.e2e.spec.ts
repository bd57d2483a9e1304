import { type Client, openSession } from '@mailhaul/api-client';
import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithBrowser, startBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { type DistributedSystem, startDistributedSystem } from '../support/distributed-system.ts';
import { LiveEar } from '../support/live-ear.ts';
import { PageWatch } from '../support/page-watch.ts';
import { signedInPage } from '../support/signed-in-page.ts';
import { adminPassword } from '../support/standalone-process.ts';

describeWithServer('nats', 'a console of its own', () => {
  describeWithServer('mongo', 'before a gateway of its own', () => {
    const cleanUps = new CleanUps();
    const tenant = 'acme';
    let system: DistributedSystem;
    let url: string;
    let client: Client;

    beforeAll(async () => {
      system = cleanUps.keep(await startDistributedSystem({ more: ['console'] }), (one) =>
        one.stop(),
      );
      url = `http://127.0.0.1:${system.of('console').port}`;
      client = await openSession({ baseUrl: url, login: 'admin', password: adminPassword });
      const body = { id: tenant, name: 'Acme', colour: 'teal', weight: 10 } as const;
      await client.call('createTenant', { body, idempotencyKey: uuid4(systemRandom) });
    }, 120_000);
    afterAll(() => cleanUps.run());

    it('hands on the API, and what is live while it lasts', async () => {
      const ear = cleanUps.keep(new LiveEar(client, tenant), (one) => one.close());
      const define = (name: string) =>
        client.call('createConnection', {
          path: { tenant },
          body: {
            settings: {
              ...{ name, kind: 'imap', host: '127.0.0.1', port: 1 },
              ...{ security: 'none', signIn: 'mailbox' },
            },
            secrets: {},
          },
          idempotencyKey: uuid4(systemRandom),
        });
      // Nobody says when the ear is there: what happens before that it does not hear.
      const hears = async () => {
        await define(uuid4(systemRandom));
        return ear.topics();
      };
      await expect.poll(hears, { timeout: 60_000, interval: 500 }).toContain('connections');
    });

    describeWithBrowser('in Chromium', () => {
      it('is signed in through, and breaks no rule of its own pages', async () => {
        const browser = cleanUps.keep(await startBrowser(), (one) => one.close());
        const page = await browser.newPage({ baseURL: url });
        const watch = new PageWatch(page);
        await page.goto('/');
        await page.getByRole('heading', { name: 'Sign in' }).waitFor();
        await page.getByRole('textbox', { name: 'Name' }).fill('admin');
        await page.getByLabel('Password', { exact: true }).fill(adminPassword);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByText('Acme').first().waitFor();
        expect(watch.complaints).toEqual([]);
      });

      it('shows the workers, and who has drained which', async () => {
        const browser = cleanUps.keep(await startBrowser(), (one) => one.close());
        const { page } = await signedInPage(browser, { url });
        await page.goto(`/t/${tenant}/settings?tab=workers`);
        const rows = page.getByRole('table', { name: 'Workers', exact: true }).getByRole('row');
        await expect.poll(() => rows.count(), { timeout: 60_000 }).toBe(3);
        const row = rows.nth(1);
        await expect.poll(() => row.textContent()).toMatch(/Idle0 of 4/u);
        await row.getByRole('button', { name: /^Drain/u }).click();
        await page.getByRole('button', { name: 'Drain worker', exact: true }).click();
        const drained = rows.filter({ hasText: 'Drained' });
        await expect.poll(() => drained.textContent()).toContain('by Administrator');
        await drained.getByRole('button', { name: /^Resume/u }).click();
        await expect.poll(() => drained.count()).toBe(0);
      });
    });

    it('says that the gateway is gone, and goes on when it is back', async () => {
      const gateway = system.of('gateway');
      await gateway.end();
      const answer = await fetch(`${url}/api/v1/session`);
      expect(answer.status).toBe(502);
      expect(await system.of('console').readiness()).toEqual({
        status: 503,
        dependencies: { gateway: 'unreachable' },
      });
      gateway.start();
      await system.of('console').untilReady();
      expect(await system.of('console').end('SIGTERM')).toBe(0);
    });
  });
});
