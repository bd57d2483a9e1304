import type { NewsOptions } from '@mailhaul/contracts';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ServerStage, serverStage } from './spec-support/server-stage.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailhaul-server-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

describe('commands that ask a server', () => {
  let stage: ServerStage;
  beforeEach(async () => {
    stage = await serverStage();
  });

  it('lists as a table for people and a JSON object a line for programs', async () => {
    stage.model.addConnection('Old');
    stage.model.addConnection('New');
    const job = stage.model.addJob('Spring');
    stage.model.addPair(job, 'ann@example.com', { status: 'completed', migrated: 1234 });
    const table = await stage.run('jobs', 'list');
    expect(table.stdout).toMatch(/^Job +status +mailboxes done/u);
    expect(table.stdout).toMatch(/Spring +draft +1\/1 +1,234/u);
    const json = await stage.run('jobs', 'list', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ id: job.id, name: 'Spring' });
    // Also before the verb.
    expect((await stage.run('jobs', '--json', 'list')).stdout).toBe(json.stdout);
    const pairs = await stage.run('pairs', 'list');
    expect(pairs.stdout).toMatch(/ann@example\.com +Completed +1 +1,234/u);
    const connections = await stage.run('connections', 'list');
    expect(connections.stdout).toMatch(/Old +untested +mail\.example +tls +each mailbox/u);
    expect((await stage.run('tenants', 'list')).stdout).toMatch(/acme +acme/u);
    expect((await stage.run('news', 'list')).stdout).toBe('No news.\n');
  });

  it('lists workers, and empties the one that is named', async () => {
    const [first, second] = ['aaaaaaaa', 'bbbbbbbb'].map((n) => `${n}-0000-4000-8000-000000000000`);
    const system = {
      ...{ version: '1', startedAt: 0, projectedPosition: '0', projectionLagMs: 0 },
      rebuild: { state: 'idle' },
    };
    const orders: string[] = [];
    Object.assign(stage.model.handlers, {
      readSystem: () => ({
        ...system,
        workers: [
          { id: first, slots: 4, busy: 2, leases: [], name: 'north', tags: ['eu'], version: '1.2' },
          { ...{ id: second, slots: 4, busy: 0, leases: [], name: 'south' } },
        ].map((one) => (one.id === second ? { ...one, isDraining: true, drainedBy: 'Ann' } : one)),
      }),
      drainWorker: ({ path }: { path: Record<string, string> }) =>
        void orders.push(`drain ${path['worker'] ?? ''}`),
      resumeWorker: ({ path }: { path: Record<string, string> }) =>
        void orders.push(`resume ${path['worker'] ?? ''}`),
    });
    const table = (await stage.run('workers', 'list')).stdout;
    expect(table).toMatch(/^Worker +machine +state +passes +slots +tags +version +last heard/u);
    expect(table).toMatch(/aaaaaaaa +north +working +2 +4 +eu +1\.2/u);
    expect(table).toMatch(/bbbbbbbb +south +drained by Ann +0 +4/u);
    const json = (await stage.run('workers', 'list', '--json')).stdout.trim().split('\n');
    expect(json.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual([
      'north',
      'south',
    ]);
    expect((await stage.run('workers', 'drain', 'north')).stdout).toBe(
      'north gives back its 2 passes and takes no more until it is undrained, also when it is started again.\n',
    );
    expect((await stage.run('workers', 'undrain', 'bbbb')).stdout).toContain('takes passes again');
    expect(orders).toEqual(['drain north', 'resume south']);
    const none = await stage.run('workers', 'drain', 'west');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('there is no worker')]);
  });

  it('gives programs every page, and people the first rows with a word about the rest', async () => {
    const job = stage.model.addJob('Spring');
    for (let i = 0; i < 620; i += 1) stage.model.addPair(job, `user${i}@example.com`);
    const json = await stage.run('pairs', 'list', '--json');
    expect(new Set(json.stdout.trim().split('\n')).size).toBe(620);
    const table = await stage.run('pairs', 'list');
    expect(table.stdout.split('\n').filter((line) => line.startsWith('user'))).toHaveLength(100);
    expect(table.stdout).toContain('These are the first 100');
    expect(
      (await stage.run('pairs', 'list', '--limit', '7', '--json')).stdout.match(/\n/gu),
    ).toHaveLength(7);
  });

  it('names things by id, name and beginning, and lists who else could be meant', async () => {
    stage.model.addConnection('Old');
    stage.model.addConnection('New');
    const spring = stage.model.addJob('Spring');
    stage.model.addJob('Summer');
    stage.model.addJob('Summer camp');
    stage.model.addPair(spring, 'ann@example.com');
    const idOf = async (...args: string[]) =>
      (JSON.parse((await stage.run('jobs', 'show', ...args, '--json')).stdout) as { id: string })
        .id;
    for (const name of [spring.id, spring.id.slice(0, 12), 'Spring', 'sPRING', 'spr'])
      expect(await idOf(name)).toBe(spring.id);
    // The whole name wins over the beginning of another one.
    expect((await stage.run('jobs', 'show', 'Summer')).code).toBe(0);
    const unclear = await stage.run('jobs', 'pause', 'su');
    expect(unclear.code).toBe(2);
    expect(unclear.stderr).toMatch(/"su" could be any of 2:\n.*Summer \(draft\)\n.*Summer camp/u);
    const none = await stage.run('jobs', 'show', 'winter');
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringContaining('there is no job "winter"'),
    ]);
    expect((await stage.run('pairs', 'show', 'ann')).stdout).toMatch(/ann@example\.com: Ready/u);
  });

  it('takes the only tenant, and else wants to know which', async () => {
    stage.model.addTenant('umbrella');
    const run = await stage.run('jobs', 'list');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('give --tenant: acme, umbrella');
    expect((await stage.run('jobs', 'list', '--tenant', 'umbrella')).code).toBe(0);
    expect(stage.asked.at(-1)?.line).toBe('GET /tenants/umbrella/jobs');
  });

  it('makes, moves, starts, pauses and deletes jobs', async () => {
    stage.model.addConnection('Old');
    stage.model.addConnection('New');
    const made = await stage.run(
      ...['jobs', 'create', 'Spring', '--source', 'old', '--target', 'new', '--newest-first'],
      ...['--max-size', '25MB', '--since', '2024-01-31', '--folder-map', 'Sent Items=Sent'],
    );
    expect(made.stdout).toContain('from Old to New');
    expect(stage.model.jobs[0]?.options).toEqual({
      ...{ order: 'newest-first', onFilledTarget: 'match', verifies: true },
      ...{ connectionsPerMailbox: 4, itemBytesMax: 25e6, folderMap: { 'Sent Items': 'Sent' } },
      receivedFrom: Date.UTC(2024, 0, 31),
    });
    stage.model.addJob('Summer');
    await stage.run('jobs', 'move', 'Summer', '--first');
    expect((await stage.run('jobs', 'list')).stdout).toMatch(/Summer[^]*Spring/u);
    expect((await stage.run('jobs', 'delta', 'Spring')).code).toBe(5);
    expect((await stage.run('jobs', 'start', 'Spring')).stdout).toMatch(/^Spring is running/u);
    expect((await stage.run('jobs', 'start', 'Spring')).stdout).toMatch(
      /^Nothing to do: Spring is/u,
    );
    const refused = await stage.run('jobs', 'delete', 'Spring', '--yes');
    expect(refused.code).toBe(5);
    expect(refused.stderr).toBe(
      'mailhaul: The job runs.\n  what to do: Pause it first.\n  who can: you\n  request: request-1\n',
    );
    expect((await stage.run('jobs', 'pause', 'Spring')).stdout).toMatch(/Spring is paused/u);
    expect((await stage.run('jobs', 'delete', 'Spring')).stderr).toContain('give --yes');
    expect((await stage.run('jobs', 'delete', 'Spring', '--yes')).code).toBe(0);
    expect(stage.model.jobs.map(({ name }) => name)).toEqual(['Summer']);
  });

  it('defines and changes connections; secrets come from files and the environment', async () => {
    const password = file('admin.txt', 'hunter2\n');
    const add = ['connections', 'add', 'Old', '--host', 'old.example', '--admin', 'root'];
    expect((await stage.run(...add)).stderr).toContain(
      'there is no password for root at old.example',
    );
    expect((await stage.run(...add, '--password-file', password)).stdout).toContain(
      'not tested yet',
    );
    expect(stage.model.secrets).toEqual([{ password: 'hunter2' }]);
    expect(stage.model.connections[0]).toMatchObject({
      signIn: 'admin',
      adminUser: 'root',
      security: 'tls',
    });
    const edit = ['connections', 'edit', 'Old'];
    await stage.run(...edit, '--port', '143', '--security', 'starttls', '--max-rate', '5MB');
    expect(stage.model.connections[0]).toMatchObject({
      port: 143,
      bytesPerSecond: 5e6,
      adminUser: 'root',
    });
    expect(stage.model.secrets.at(-1)).toEqual({});
    await stage.run(...edit, '--clear', 'port', '--clear', 'admin');
    expect(stage.model.connections[0]).toMatchObject({ signIn: 'mailbox', security: 'starttls' });
    expect(stage.model.connections[0]).not.toHaveProperty('port');
    expect((await stage.run(...edit, '--security', 'starttls')).stderr).toContain(
      'nothing to change',
    );
    const wrong = await stage.run(...edit, '--security', 'ssl');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--security')]);
    expect((await stage.run('connections', 'delete', 'Old', '--yes')).code).toBe(0);
    expect(stage.model.connections).toEqual([]);
  });

  it('tests a connection step by step', async () => {
    stage.model.addConnection('Old');
    const test = ['connections', 'test', 'Old', '--mailbox', 'ann', '--password-file'];
    const good = await stage.run(...test, file('good.txt', 'right\n'));
    expect(good.stdout).toMatch(
      /✓ Host name {2}3 ms\n {6}127\.0\.0\.1\n {2}✓ Sign-in[^]*All is well/u,
    );
    expect(good.code).toBe(0);
    const bad = await stage.run(...test, file('bad.txt', 'wrong\n'));
    expect(bad.stdout).toMatch(/✗ Sign-in\n.*AUTHENTICATIONFAILED[^]*what to do: Check user/u);
    expect(bad.code).toBe(3);
    const json = await stage.run(...test, file('bad.txt', 'wrong\n'), '--json');
    expect(json.stdout.trim().split('\n')).toHaveLength(4);
  });

  it('imports mailboxes: all or none, with every fault by line and column', async () => {
    stage.model.addJob('Spring');
    const bad = await stage.run(
      'pairs',
      'import',
      file('bad.csv', 'source,target\nann,ann\nbob\n'),
    );
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(
      /Rows of the file.*\n {2}line 3, target: is missing\n {2}what to do: Mend/u,
    );
    const good = file('good.csv', 'source,target\nann,ann\nbob,bob\n');
    expect((await stage.run('pairs', 'import', good, '--dry-run')).stdout).toContain(
      'Nothing was changed',
    );
    expect(stage.model.pairs).toHaveLength(0);
    expect((await stage.run('pairs', 'import', good)).stdout).toBe(
      'Spring: 2 mailboxes added, 0 updated, 0 unchanged.\n',
    );
    expect((await stage.run('pairs', 'import', join(folder, 'none.csv'))).code).toBe(2);
  });

  it('does things with named mailboxes and with all that filters find', async () => {
    const job = stage.model.addJob('Spring');
    const ann = stage.model.addPair(job, 'ann@example.com');
    const bob = stage.model.addPair(job, 'bob@example.com', { status: 'running' });
    expect((await stage.run('pairs', 'priority', '2', 'ann')).stdout).toContain(
      '1 mailbox with another',
    );
    expect([ann.priority, bob.priority]).toEqual([2, 1]);
    expect((await stage.run('pairs', 'hold', '--status', 'running')).code).toBe(0);
    expect([ann.isHeld, bob.isHeld]).toEqual([false, true]);
    expect((await stage.run('pairs', 'hold')).stderr).toContain('which mailboxes?');
    const reset = await stage.run('pairs', 'reset', 'ann', 'bob', '--yes');
    expect([reset.code, reset.stdout]).toEqual([
      1,
      '1 mailbox reset, 1 refused\n  bob@example.com: is running: hold it first\n',
    ]);
    expect((await stage.run('pairs', 'reset', 'bob', '--yes')).code).toBe(5);
    expect((await stage.run('pairs', 'remove', '--all')).stderr).toContain('give --yes');
    // What was found is named, not what was typed.
    expect((await stage.run('pairs', 'remove', 'an')).stderr).toContain(
      'Remove ann@example.com from',
    );
  });

  it('reads and clears news', async () => {
    const bad = stage.model.addNews('A connection broke');
    stage.model.addNews('A job is done', { tone: 'good' });
    expect((await stage.run('news', 'list', '--good')).stdout).toMatch(/good +A job is done/u);
    await stage.run('news', 'clear', bad.id.slice(0, 9));
    expect(stage.model.news.map(({ isCleared }) => isCleared)).toEqual([true, false]);
    expect((await stage.run('news', 'clear', '--all')).stdout).toBe('1 entry cleared.\n');
    expect((await stage.run('news', 'clear')).code).toBe(2);
  });

  it('shows what is told to whom, and changes what is named', async () => {
    let kept: NewsOptions & { canMail: boolean; lastMail: object } = {
      ...{ hidden: [], shown: { good: 5, bad: 5 }, mailed: ['job-finished'] },
      ...{ everyMinutes: { good: 60, bad: 5 }, to: [], cc: [], bcc: [] },
      ...{ canMail: false, lastMail: {} },
    };
    Object.assign(stage.model.handlers, {
      readNewsOptions: () => kept,
      setNewsOptions: ({ body }: { body: NewsOptions }) => (kept = { ...kept, ...body }),
    });
    const shown = await stage.run('news', 'options');
    expect(shown.stdout).toContain('To:       the address that the system was set up with');
    expect(shown.stdout).toContain('Set MAILHAUL_SMTP_URL');
    const to = 'ann@a.example; bob@a.example';
    const args = ['--hide', 'items-failed', '--mail', 'none', '--bad-every', '15', '--to', to];
    expect((await stage.run('news', 'options', ...args)).code).toBe(0);
    expect(kept).toMatchObject({
      ...{ hidden: ['items-failed'], mailed: [], everyMinutes: { good: 60, bad: 15 } },
      to: ['ann@a.example', 'bob@a.example'],
    });
    const wrong = await stage.run('news', 'options', '--cc', 'Ann <ann@a.example>');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('cc.0: is no e-mail address');
  });

  it('delivers reports and logs, to a file whole or not at all', async () => {
    const job = stage.model.addJob('Spring');
    stage.model.addPair(job, 'ann@example.com');
    expect((await stage.run('report', 'overall')).stdout).toBe('job,mailboxes\nSpring,1\n');
    expect((await stage.run('report', 'job', 'spring')).stdout).toContain('Spring,1');
    expect((await stage.run('report', 'pair', 'ann')).stdout).toContain('folder,migrated');
    const out = join(folder, 'log.csv');
    expect((await stage.run('log', 'ann', '--out', out)).code).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe('source_folder,outcome\nann@example.com,migrated\n');
    expect((await stage.run('log', 'ann', '--out', join(folder, 'no/such/place'))).code).toBe(2);
  });
});
