import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, openSession } from '@mailhaul/api-client';
import { freePort, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  endStatuses,
  freshKey,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilPairs,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { sizeLimitOf, withoutPenalty } from '../support/dovecot-limits.ts';
import { holds } from '../support/find-text.ts';
import { putLetters } from '../support/letters.ts';
import { familyOf } from '../support/process-family.ts';
import { type HeardAnswer, recordingFetch } from '../support/recording-fetch.ts';
import { adminPassword } from '../support/standalone-process.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';

const secrets = {
  account: 'canaryAccountPassword7d1',
  sourceMailbox: 'canarySourcePassword3f9',
  targetMailbox: 'canaryTargetPassword5c2',
  wrongMailbox: 'canaryWrongPassword8e4',
  testedMailbox: 'canaryTestedPassword2a6',
  clientSecret: 'canaryClientSecret9b3',
  refreshToken: 'canaryRefreshToken4d8',
  administrator: 'canaryAdministrator6e1',
  smtp: 'canarySmtpPassword1c7',
} as const;
/** What is nobody's business but the mailbox's owner's. */
const words = {
  address: 'canaryann',
  other: 'canarybob',
  folder: 'CanaryFolder',
} as const;
/** Is mail: nothing of ours holds it. */
const mail = { subject: 'CanarySubjectLine', body: 'canary body of a letter' } as const;

describeWithServer('dovecot', 'secrets and personal words', () => {
  const cleanUps = new CleanUps();
  const heard: HeardAnswer[] = [];
  let system: SystemStage;
  let client: Client;
  let path: JobPath;
  let tenant: string;
  let token = '';

  beforeAll(async () => {
    const smtp = `smtp://mailer:${secrets.smtp}@127.0.0.1:${await freePort()}`;
    const environment = {
      MAILHAUL_LOG_LEVEL: 'trace',
      MAILHAUL_SMTP_URL: smtp,
      MAILHAUL_MAIL_FROM: 'mailhaul@example.com',
      MAILHAUL_MAIL_TO: 'operator@example.com',
    };
    system = cleanUps.keep(await openSystem({ environment }), (one) => one.close());
    tenant = await makeTenant(system.client);
  });

  afterAll(() => cleanUps.run());
  stepByStep();

  it('are given to a system that then migrates, fails and is asked wrongly', async () => {
    const users = [words.address, words.other];
    const accounts = (password: string) =>
      Object.fromEntries(users.map((user) => [user, password]));
    const [source, target] = await Promise.all([
      startDovecot({ users: accounts(secrets.sourceMailbox), extraConfig: withoutPenalty }),
      startDovecot({ users: accounts(secrets.targetMailbox), extraConfig: sizeLimitOf('100k') }),
    ]);
    cleanUps.keep([source, target], (both) => Promise.all(both.map((one) => one.stop())));
    const access = { host: '127.0.0.1', port: source.port, user: words.address };
    const large = { ...mail, bytes: 200_000 };
    const password = secrets.sourceMailbox;
    await putLetters({ ...access, password }, [mail, large], words.folder);
    await becomeCanary();
    await defineEverySecret();
    const define = (name: string, port: number) =>
      client.call('createConnection', {
        path: { tenant },
        body: { settings: loopbackSettings(name, port), secrets: {} },
      });
    const [old, fresh] = [await define('Old', source.port), await define('New', target.port)];
    await Array.fromAsync(
      client.lines('testConnection', {
        path: { tenant, connection: old.id },
        body: { mailbox: words.address, mailboxPassword: secrets.testedMailbox },
      }),
    );
    path = await makeJob(client, { tenant, name: 'Canaries', source: old, target: fresh });
    const rows = [
      [words.address, words.address, secrets.sourceMailbox, secrets.targetMailbox],
      [words.other, words.other, secrets.wrongMailbox, secrets.targetMailbox],
    ];
    const body = [headerRow, ...rows.map((row) => row.join(','))].join('\n');
    const bad = [headerRow, `${words.address},,${secrets.sourceMailbox},`].join('\n');
    await client.attempt('importPairs', { path, query: {}, body: bad });
    await client.call('importPairs', { path, query: {}, body });
    await order(client, 'startJob', path);
    const pairs = await untilPairs(client, path, { statuses: [...endStatuses, 'needs-you'] });
    expect(pairs.map(({ status, reason }) => [status, reason])).toEqual([
      ['completed-with-failures', undefined],
      ['needs-you', 'sign-in-rejected'],
    ]);
    await askWrongly();
    await readEverything();
    const { output } = system;
    await expect.poll(output, { timeout: 90_000 }).toContain('NotificationFailed');
  });

  it('stand in no file as secrets, and as words only where they are shown from', () => {
    const files = storeFiles();
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['events.db', 'read.db', 'secrets.db']),
    );
    for (const { name, bytes } of files) {
      for (const [what, secret] of Object.entries({ ...secrets, token })) {
        expect(holds(bytes, secret), `${what} in ${name}`).toBe(false);
      }
      for (const [what, word] of Object.entries(mail)) {
        expect(holds(bytes, word), `${what} in ${name}`).toBe(false);
      }
      if (name.startsWith('read.db')) continue;
      for (const [what, word] of Object.entries(words)) {
        expect(holds(bytes, word), `${what} in ${name}`).toBe(false);
      }
    }
    // That something can be found at all: the read models hold what is shown.
    const read = Buffer.concat(files.filter(({ name }) => name.startsWith('read.db')).map(bytesOf));
    for (const word of Object.values(words)) expect(holds(read, word), word).toBe(true);
  });

  it('stand in no log', () => {
    const output = system.output();
    expect(output).toContain('RequestServed');
    const all = { ...secrets, token, ...words, ...mail };
    for (const [what, text] of Object.entries(all)) expect(holds(output, text), what).toBe(false);
  });

  it('stand in no command line, and in no environment but what was put there', () => {
    const family = familyOf(system.app.pid);
    expect(family.length).toBeGreaterThan(0);
    for (const { pid, commandLine, environment } of family) {
      for (const [what, secret] of Object.entries({ ...secrets, token })) {
        expect(holds(commandLine, secret), `${what} in the command line of ${pid}`).toBe(false);
        const isOurs = what === 'smtp';
        expect(isOurs || !holds(environment, secret), `${what} in ${pid}`).toBe(true);
      }
    }
  });

  it('are told by no answer but the one that issues a token', () => {
    expect(heard.length).toBeGreaterThan(30);
    const tells = (text: string) =>
      heard.filter((one) => holds(one.text, text) || holds(one.headers, text));
    for (const [what, secret] of Object.entries({ ...secrets, ...mail })) {
      expect(
        tells(secret).map(({ request }) => request),
        what,
      ).toEqual([]);
    }
    expect(tells(token).map(({ request }) => request)).toEqual([
      expect.stringMatching(/^POST .*\/session\/tokens$/),
    ]);
    expect(tells(words.address).length).toBeGreaterThan(0);
  });

  /** From here on it is the canary's session, and its password is in no environment. */
  async function becomeCanary(): Promise<void> {
    const first = await system.app.signIn();
    const body = { current: adminPassword, next: secrets.administrator };
    await first.call('changePassword', { body });
    const fetch = recordingFetch(heard);
    const baseUrl = system.app.url;
    client = await openSession({ baseUrl, fetch, login: 'admin', password: secrets.administrator });
    const scopes: ('read' | 'operate')[] = ['read', 'operate'];
    ({ token } = await client.call('issueToken', { body: { label: 'Canary', scopes } }));
  }

  async function defineEverySecret(): Promise<void> {
    const settings = loopbackSettings('Account', 1, { signIn: 'admin', adminUser: 'master' });
    const account = await client.call('createConnection', {
      path: { tenant },
      body: { settings, secrets: { password: secrets.account } },
    });
    const oauth = { endpoint: 'https://127.0.0.1:9/token', clientId: 'client' } as const;
    const { clientSecret, refreshToken } = secrets;
    const modern = await client.call('createConnection', {
      path: { tenant },
      body: {
        settings: { ...loopbackSettings('Modern', 1), auth: 'xoauth2', oauth },
        secrets: { clientSecret, refreshToken },
      },
    });
    for (const { id } of [account, modern]) {
      const path = { tenant, connection: id };
      const body = { mailbox: words.address };
      await Array.fromAsync(client.lines('testConnection', { path, body }));
    }
  }

  /** Errors that might repeat what they were asked with. */
  async function askWrongly(): Promise<void> {
    const send = recordingFetch(heard);
    const wrong = [
      `{"login":"admin","password":"${secrets.administrator}`,
      `{"login":7,"password":"${secrets.administrator}"}`,
      `{"login":"admin","password":["${secrets.account}"],"${secrets.refreshToken}":1}`,
    ];
    for (const body of wrong) {
      await send(`${system.app.url}/api/v1/session`, {
        ...{ method: 'POST', body },
        headers: { 'content-type': 'application/json' },
      });
    }
    await send(`${system.app.url}/api/v1/tenants`, {
      headers: { authorization: `Bearer ${secrets.clientSecret}` },
    });
    const named = await client.attempt('createConnection', {
      path: { tenant },
      body: {
        settings: { ...loopbackSettings('Wrong', 1), port: secrets.account as unknown as number },
        secrets: { password: secrets.account },
      },
      idempotencyKey: freshKey(),
    });
    expect(named.ok).toBe(false);
  }

  async function readEverything(): Promise<void> {
    const inTenant = { path: { tenant } };
    const { rows } = await client.call('listPairs', { path, query: {} });
    for (const { id } of rows) {
      const pair = { path: { tenant, pair: id } };
      await client.call('readPair', pair);
      await client.call('listFolders', pair);
      await client.call('listFailedItems', pair);
      await client.call('pairLog', pair);
      await client.call('pairReport', pair);
    }
    await client.call('listConnections', inTenant);
    await client.call('listActivity', inTenant);
    await client.call('listNews', inTenant);
    await client.call('listFailedCauses', { path });
    await client.call('jobReport', { path });
    await client.call('overallReport', inTenant);
    await client.call('search', { ...inTenant, query: { q: words.address } });
    await client.call('listOperators');
    await client.call('listTokens');
    await client.call('readSession');
    await client.call('readSystem');
    const send = recordingFetch(heard);
    for (const page of ['metrics', 'readyz', 'api/openapi.json', 'sign-in']) {
      await send(`${system.app.url}/${page}`);
    }
  }

  /** Everything that the system keeps, with what is not checkpointed yet; not its key, which it must keep. */
  function storeFiles() {
    return readdirSync(system.dataFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name, parentPath }) => ({ name, bytes: readFileSync(join(parentPath, name)) }));
  }
});

const headerRow = 'source,target,source_password,target_password';
const bytesOf = ({ bytes }: { readonly bytes: Buffer }) => bytes;
