import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CleanUps } from '../support/clean-ups.ts';
import {
  adminPassword,
  startStandaloneProcess,
  type StandaloneProcess,
} from '../support/standalone-process.ts';

/** More than it needs to be ready. */
const diskMegabytes = 160;
const problemOf = async (answer: Response) =>
  (await answer.json()) as { readonly code: string; readonly whatToDo: string };

/** Calls as no client of ours would make them. */
class RawCaller {
  readonly #url: string;
  #headers: Readonly<Record<string, string>> = {};

  constructor(url: string) {
    this.#url = url;
  }

  async signIn(): Promise<Response> {
    const answer = await this.send('/session', { login: 'admin', password: adminPassword });
    if (answer.ok) {
      const { csrf } = (await answer.clone().json()) as { readonly csrf: string };
      const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
      this.#headers = { cookie, 'x-csrf-token': csrf };
    }
    return answer;
  }

  async make(path: string, body: object): Promise<string> {
    const answer = await this.send(path, body);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { readonly id: string }).id;
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.#url}/api/v1${path}`, { headers: this.#headers });
  }

  send(path: string, body: object | string): Promise<Response> {
    const isText = typeof body === 'string';
    return fetch(`${this.#url}/api/v1${path}`, {
      method: 'POST',
      headers: { ...this.#headers, 'content-type': isText ? 'text/csv' : 'application/json' },
      body: isText ? body : JSON.stringify(body),
    });
  }
}

/** A tenant with a job; the job's path. */
async function makeWorld(caller: RawCaller): Promise<string> {
  await caller.make('/tenants', { id: 'acme', name: 'Acme' });
  const settings = { kind: 'imap', host: '127.0.0.1', security: 'none', signIn: 'mailbox' };
  const connect = (name: string) =>
    caller.make('/tenants/acme/connections', { settings: { ...settings, name } });
  const [sourceConnectionId, targetConnectionId] = [await connect('Old'), await connect('New')];
  const job = await caller.make('/tenants/acme/jobs', {
    ...{ name: 'Job', sourceConnectionId, targetConnectionId },
  });
  return `/tenants/acme/jobs/${job}`;
}

function csv(from: number, count: number): string {
  const rows = Array.from({ length: count }, (_, n) => {
    const user = `user${from + n}`;
    return `${user}@old.example,${user}@new.example,secret ${n}`;
  });
  return ['source,target,source_password', ...rows].join('\n');
}

const folder = mkdtempSync(join(tmpdir(), 'mailhaul-hostile-'));
const disk = join(folder, 'disk');
mkdirSync(disk);
const mount = ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m`, 'tmpfs', disk];
const hasDisk = spawnSync('mount', mount).status === 0;

describe('the system under harm', () => {
  const cleanUps = new CleanUps();
  afterAll(async () => {
    await cleanUps.run();
    if (hasDisk) spawnSync('umount', [disk]);
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(dataFolder: string): Promise<StandaloneProcess> {
    return cleanUps.keep(await startStandaloneProcess({ dataFolder }), (one) => one.kill());
  }

  it('has one id for a request in answer and log, and does not say what it is made of', async () => {
    const app = await start(join(folder, 'plain'));
    const answer = await fetch(`${app.url}/api/v1/session`);
    const { requestId } = (await answer.json()) as { readonly requestId: string };
    expect(answer.headers.get('x-request-id')).toBe(requestId);
    await expect.poll(() => app.output()).toContain(requestId);
    const page = await fetch(`${app.url}/sign-in`);
    expect(page.headers.get('x-powered-by')).toBeNull();
    await app.stop();
  });

  it('says that the disk is full, loses nothing, goes on with room', async (context) => {
    if (!hasDisk) return context.skip('this user may not mount a small disk');
    const app = await start(disk);
    const caller = new RawCaller(app.url);
    await caller.signIn();
    const job = await makeWorld(caller);
    expect((await caller.send(`${job}/pairs/import`, csv(0, 100))).status).toBe(200);

    const ballast = join(disk, 'ballast');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 200_000));
    const refused = await caller.send(`${job}/pairs/import`, csv(100, 1000));
    expect(refused.status).toBe(503);
    expect(await problemOf(refused)).toMatchObject({ code: 'disk-full' });
    // Its session may still find room in the file's own free pages.
    const signIn = await new RawCaller(app.url).signIn();
    if (!signIn.ok) expect(await problemOf(signIn)).toMatchObject({ code: 'disk-full' });
    expect((await caller.get(job)).status).toBe(200);
    const readiness = async () => (await fetch(`${app.url}/readyz`)).text();
    await expect.poll(readiness, { timeout: 60_000 }).toMatch(/"disk":"(?:nearly )?full/);

    rmSync(ballast);
    const again = await caller.send(`${job}/pairs/import`, csv(0, 1100));
    expect(again.status).toBe(200);
    const counts = async (): Promise<unknown> => (await caller.get(`${job}/pairs/counts`)).json();
    await expect.poll(counts, { timeout: 60_000 }).toMatchObject({ all: 1100 });
    expect(await app.stop()).toBe(0);
  });
});
