import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@mailhaul/api-client';
import type { ConnectionSettings, Problem } from '@mailhaul/contracts';
import { freePort, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { RawImap } from '@mailhaul/testing/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMailhaul } from '../hostile/run-mailhaul.ts';
import {
  csvOf,
  defineConnection,
  endStatuses,
  freshKey,
  importRows,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  pairsOf,
  type Row,
  untilPairs,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { quotaOf, withoutPenalty } from '../support/dovecot-limits.ts';
import { countLetters, putLetters } from '../support/letters.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const rowCount = 10_000;
const problemType = 'application/problem+json; charset=utf-8';

describeWithServer('dovecot', 'bad input', () => {
  const cleanUps = new CleanUps();
  let system: SystemStage;
  let servers: TwoDovecots;
  let client: Client;
  let tenant: string;
  let token: string;
  let tlsPort: number;

  beforeAll(async () => {
    servers = await startTwoDovecots(['ann', 'bob', 'cid'], {
      source: { extraConfig: withoutPenalty },
      target: { extraConfig: quotaOf('200K') },
    });
    cleanUps.keep(servers, (two) => two.stop());
    const secure = cleanUps.keep(await startDovecot({ tls: true }), (one) => one.stop());
    tlsPort = secure.tlsPort ?? 0;
    system = cleanUps.keep(await openSystem(), (one) => one.close());
    ({ client } = system);
    tenant = await makeTenant(client);
    const scopes: ('read' | 'operate')[] = ['read', 'operate'];
    ({ token } = await client.call('issueToken', { body: { label: 'For the CLI', scopes } }));
  });

  afterAll(() => cleanUps.run());

  describe('at a connection', () => {
    interface Case {
      readonly what: string;
      readonly codes: readonly string[];
      readonly settings: () => Promise<Partial<ConnectionSettings>> | Partial<ConnectionSettings>;
      readonly mailbox?: string;
      readonly password?: string;
    }

    it.each<Case>([
      {
        ...{ what: 'a wrong password', password: 'guessed', codes: ['sign-in-rejected'] },
        settings: () => ({ port: servers.source.port }),
      },
      {
        ...{ what: 'a mailbox that is not there', mailbox: 'nobody', codes: ['sign-in-rejected'] },
        settings: () => ({ port: servers.source.port }),
      },
      {
        ...{ what: 'a port without a server', codes: ['connection-refused'] },
        settings: async () => ({ port: await freePort() }),
      },
      {
        // Without a name server nobody knows it either.
        ...{ what: 'a host without an address', codes: ['host-not-found', 'host-lookup-timeout'] },
        settings: () => ({ host: 'mail.invalid', port: 143 }),
      },
      {
        ...{ what: 'a network that is not granted', codes: ['address-refused'] },
        settings: () => ({ host: '10.0.0.1', port: 143 }),
      },
      {
        ...{ what: 'a certificate of nobody’s', codes: ['certificate-rejected'] },
        settings: () => ({ port: tlsPort, security: 'tls' }),
      },
    ])('says plainly, on API and command line: $what', async (one) => {
      const { what, codes, mailbox = 'ann', password = mailboxPassword } = one;
      const settings = { ...loopbackSettings(what, 1), ...(await one.settings()) };
      const connection = await defineConnection(client, tenant, settings);
      const path = { tenant, connection: connection.id };
      const body = { mailbox, mailboxPassword: password };
      const steps = await Array.fromAsync(client.lines('testConnection', { path, body }));
      const failed = steps.at(-1);
      expect(failed?.state).toBe('failed');
      expect(codes).toContain(failed?.code);
      expect(failed?.whatToDo?.length).toBeGreaterThan(10);
      const run = await mailhaul(['connections', 'test', what, '--mailbox', mailbox], {
        MAILHAUL_PASSWORD: password,
      });
      expect(run.code).toBe(3);
      expect(run.stdout).toContain(failed?.whatToDo);
      expect(run.stdout + run.stderr).not.toContain(password);
    });
  });

  describe('at mailboxes', () => {
    it('stops the bad ones alone, says why, and copies all once they are mended', async () => {
      await putLetters(servers.at('source', 'ann'), [{ subject: 'One' }]);
      await putLetters(servers.at('source', 'bob'), [{ subject: 'Two', bytes: 100_000 }]);
      await putLetters(servers.at('source', 'cid'), [{ subject: 'Three' }]);
      await putLetters(
        servers.at('target', 'bob'),
        [{ subject: 'Fills it', bytes: 150_000 }],
        'Old',
      );
      const path = await job('Mailboxes');
      const wrong: Row[] = [
        servers.row('ann'),
        servers.row('bob'),
        servers.row('cid', { sourcePassword: 'wrong' }),
        servers.row('nobody'),
      ];
      await importRows(client, path, wrong);
      await order(client, 'startJob', path);
      const over = [...endStatuses, 'needs-you'] as const;
      const pairs = await untilPairs(client, path, { statuses: over });
      expect(pairs.map(({ source, status, reason }) => [source, status, reason])).toEqual([
        ['ann', 'completed', undefined],
        ['bob', 'needs-you', 'quota-exceeded'],
        ['cid', 'needs-you', 'sign-in-rejected'],
        ['nobody', 'needs-you', 'sign-in-rejected'],
      ]);
      const shown = await mailhaul(['pairs', 'show', 'bob', '--job', 'Mailboxes']);
      expect(shown.stdout).toMatch(/quota|full/i);
      // Mended: room at the target, the right password, and a mailbox less.
      await emptyFolder('bob', 'Old');
      const body = csvOf([servers.row('cid')]);
      const again = await client.call('importPairs', { path, query: {}, body });
      expect(again).toEqual({ added: 0, updated: 1, unchanged: 0, belowRoot: 0 });
      const nobody = pairs.find(({ source }) => source === 'nobody')?.id ?? '';
      await act(path, 'remove', [nobody]);
      await act(path, 'start', idsOf(pairs, ['bob', 'cid']));
      const mended = await untilPairs(client, path, { statuses: endStatuses });
      expect(mended.map(({ source, migrated }) => [source, migrated])).toEqual([
        ['ann', 1],
        ['bob', 1],
        ['cid', 1],
      ]);
      for (const user of ['ann', 'bob', 'cid']) {
        expect(await countLetters(servers.at('target', user))).toBe(1);
      }
    });
  });

  describe('in a file', () => {
    it('names the first faults of a CSV of 10,000 rows and takes none of it', async () => {
      const path = await job('Large and wrong');
      const rows = Array.from({ length: rowCount }, (_, n) =>
        n % 2 === 0 ? `user${n}@example.com,` : `user ${n},user${n}@example.com,surplus`,
      );
      const body = ['source,target', ...rows].join('\n');
      const startedAt = performance.now();
      const outcome = await client.attempt('importPairs', { path, query: {}, body });
      console.log(`10,000 bad rows: ${Math.round(performance.now() - startedAt)} ms`);
      const problem = outcome.ok ? undefined : outcome.problem;
      expect(problem).toMatchObject({ code: 'csv-invalid', status: 422 });
      expect(problem?.faults?.slice(0, 2)).toEqual([
        { place: 'line 2, target', message: 'must not be empty' },
        { place: 'line 3', message: 'has 3 columns, the header 2' },
      ]);
      expect(problem?.faults?.length).toBeLessThanOrEqual(200);
      expect(await pairsOf(client, path)).toEqual([]);
      const file = join(system.dataFolder, 'wrong.csv');
      writeFileSync(file, body);
      const run = await mailhaul(['pairs', 'import', file, '--job', 'Large and wrong']);
      expect(run.code).toBe(2);
      expect(run.stderr).toContain('line 2, target: must not be empty');
      expect(await pairsOf(client, path)).toEqual([]);
    });

    it.each([
      ['a quotation mark that is not closed', Buffer.from('source,target\n"ann,ann\n')],
      ['another encoding', Buffer.from('source,target\nj\xfcrgen,j\xfcrgen\n', 'latin1')],
      ['no CSV', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xfe])],
      ['nothing', Buffer.from('')],
      ['a column twice', Buffer.from('source,source,target\na,b,c\n')],
    ])('refuses %s', async (what, bytes) => {
      const path = await job(what);
      const { status, problem } = await post(importUrl(path), { type: 'text/csv', bytes });
      expect([status, problem.code]).toEqual([422, 'csv-invalid']);
      expect(problem.faults?.[0]?.place).toMatch(/^line \d+/);
      expect(await pairsOf(client, path)).toEqual([]);
    });
  });

  describe('in a body', () => {
    const tenants = '/api/v1/tenants';

    it('refuses one that is too large, and goes on serving', async () => {
      const bytes = Buffer.alloc(1_100_000, ' ');
      const json = await post(tenants, { type: 'application/json', bytes });
      expect([json.status, json.problem.code]).toEqual([413, 'body-too-large']);
      const path = await job('Too large');
      const csv = Buffer.alloc(21_000_000, 'source,target\n');
      const file = await post(importUrl(path), { type: 'text/csv', bytes: csv });
      expect([file.status, file.problem.code]).toEqual([413, 'body-too-large']);
      expect((await client.call('readJob', { path })).pairs).toBe(0);
    });

    it.each([
      {
        ...{ what: 'of another type', type: 'text/plain', text: '{}' },
        told: [415, 'content-type-wrong'],
      },
      {
        ...{ what: 'that is no JSON', type: 'application/json', text: '{"id":' },
        told: [400, 'json-malformed'],
      },
      {
        ...{ what: 'of another shape', type: 'application/json', text: '{"id":7}' },
        told: [422, 'body-invalid'],
      },
    ])('refuses one $what', async ({ type, text, told }) => {
      const { status, problem } = await post(tenants, { type, bytes: Buffer.from(text) });
      expect([status, problem.code]).toEqual(told);
      expect(problem.whatToDo).not.toBe('');
      expect((await client.call('listTenants')).rows).toHaveLength(1);
    });

    it('refuses a token that is none, on API and command line', async () => {
      const answer = await fetch(`${system.app.url}${tenants}`, {
        headers: { authorization: 'Bearer none' },
      });
      expect(answer.status).toBe(401);
      const run = await mailhaul(['jobs', 'list'], { MAILHAUL_TOKEN: 'none' });
      expect(run.code).toBe(3);
      expect(run.stderr).toMatch(/what to do: /);
    });
  });

  async function job(name: string): Promise<JobPath> {
    const define = (side: 'source' | 'target') =>
      defineConnection(client, tenant, loopbackSettings(`${name}: ${side}`, servers[side].port));
    const [source, target] = [await define('source'), await define('target')];
    return makeJob(client, { tenant, name, source, target });
  }

  function mailhaul(args: readonly string[], environment: Record<string, string> = {}) {
    const where = { MAILHAUL_SERVER: system.app.url, MAILHAUL_TOKEN: token };
    return runMailhaul(args, system.dataFolder, { environment: { ...where, ...environment } });
  }

  async function act(path: JobPath, action: 'remove' | 'start', ids: string[]): Promise<void> {
    const body = { action, selection: { ids } };
    const result = await client.call('actOnPairs', { path, body, idempotencyKey: freshKey() });
    expect(result).toMatchObject({ done: ids.length, refused: [] });
  }

  async function emptyFolder(user: string, folder: string): Promise<void> {
    const imap = await RawImap.open(servers.at('target', user));
    await imap.ok(`SELECT ${folder}`);
    await imap.ok('STORE 1:* +FLAGS (\\Deleted)');
    await imap.ok('EXPUNGE');
    await imap.close();
  }

  function importUrl({ job: id }: JobPath): string {
    return `/api/v1/tenants/${tenant}/jobs/${id}/pairs/import`;
  }

  /** What no client of ours would send. */
  async function post(
    path: string,
    { type, bytes }: { readonly type: string; readonly bytes: Buffer },
  ): Promise<{ readonly status: number; readonly problem: Problem }> {
    const answer = await fetch(`${system.app.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await adminToken()}`, 'content-type': type },
      body: new Uint8Array(bytes),
    });
    expect(answer.headers.get('content-type')).toBe(problemType);
    return { status: answer.status, problem: (await answer.json()) as Problem };
  }

  let issued: Promise<string> | undefined;
  function adminToken(): Promise<string> {
    const body = { label: 'For bodies', scopes: ['read', 'operate', 'administer'] } as const;
    const scopes = [...body.scopes];
    issued ??= client
      .call('issueToken', { body: { ...body, scopes } })
      .then((answer) => answer.token);
    return issued;
  }
});

function idsOf(
  pairs: readonly { readonly id: string; readonly source: string }[],
  users: readonly string[],
): string[] {
  return pairs.filter(({ source }) => users.includes(source)).map(({ id }) => id);
}
