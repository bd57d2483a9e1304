import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Client } from '@mailhaul/api-client';
import type { Connection, ConnectionSettings, ConnectionTestStep } from '@mailhaul/contracts';
import { systemClock } from '@mailhaul/kernel';
import {
  type AutodiscoverDeed,
  type EwsServer,
  type ImapServer,
  startEwsServer,
  startImapServer,
  TokenIssuer,
} from '@mailhaul/mail-servers';
import { makeCertificate } from '@mailhaul/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  endStatuses,
  freshKey,
  defineConnection,
  importRows,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilPairs,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { mails } from '../support/numbered-mail.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const [ann, password] = ['ann@example.com', 'hers'];
const root = { address: 'migration@example.com', password: 'top secret', mayImpersonate: true };
const clientSecret = 'the application’s own';
const itemCount = 60;
/** Nobody is there, and nobody may look. */
const [forbiddenHost, closedHost] = ['mail.elsewhere.example', '10.0.0.1'];

describe('ways to Exchange, from the connection test to the last item', () => {
  const cleanUps = new CleanUps();
  const keep = <T extends { stop(): Promise<unknown> }>(server: T): T =>
    cleanUps.keep(server, (one) => one.stop());
  let system: SystemStage;
  let client: Client;
  let tenant: string;
  let imap: ImapServer;
  let home: Connection;
  let tls: { readonly key: string; readonly cert: string };

  beforeAll(async () => {
    const folder = temporaryFolder('certificate');
    cleanUps.keep(folder, ({ remove }) => remove());
    makeCertificate(folder.path);
    const [keyFile, certFile] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
    tls = { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
    imap = keep(
      await startImapServer({
        mailboxes: [
          { user: ann, password, folders: [{ path: ['INBOX'], messages: mails(1, itemCount) }] },
          { user: 'back', password },
        ],
      }),
    );
    // The token endpoint is trusted by what the machine trusts.
    system = cleanUps.keep(
      await openSystem({ environment: { NODE_EXTRA_CA_CERTS: certFile } }),
      (one) => one.close(),
    );
    ({ client } = system);
    tenant = await makeTenant(client);
    home = await defineConnection(client, tenant, loopbackSettings('Old mail', imap.port));
  }, 120_000);
  afterAll(() => cleanUps.run());

  /** Of a server that is encrypted, with one account for all mailboxes. */
  const settingsOf = (
    name: string,
    { port }: EwsServer,
    more: Partial<ConnectionSettings>,
  ): ConnectionSettings => ({
    ...{ name, kind: 'exchange', host: 'localhost', port, security: 'tls', ca: tls.cert },
    ...{ signIn: 'admin', adminUser: root.address },
    ...more,
  });

  async function tested(
    settings: ConnectionSettings,
    secrets: Readonly<Record<string, string>>,
  ): Promise<readonly ConnectionTestStep[]> {
    const path = { tenant };
    const body = { settings, secrets, mailbox: ann };
    const steps: ConnectionTestStep[] = [];
    for await (const step of client.lines('testNewConnection', { path, body })) {
      if (step.state !== 'running') steps.push(step);
    }
    return steps;
  }

  const define = (settings: ConnectionSettings, secrets: Readonly<Record<string, string>>) =>
    client.call('createConnection', {
      ...{ path: { tenant }, body: { settings, secrets }, idempotencyKey: freshKey() },
    });

  async function migrated(source: Connection, target: Connection) {
    const path = await makeJob(client, { tenant, name: `To ${target.name}`, source, target });
    const user = target === home ? 'back' : ann;
    const row = { source: ann, target: user, sourcePassword: password, targetPassword: password };
    await importRows(client, path, [row]);
    await order(client, 'startJob', path);
    const [pair] = await untilPairs(client, path, { statuses: endStatuses });
    return pair;
  }

  const failed = (steps: readonly ConnectionTestStep[]) =>
    steps.filter(({ state }) => state === 'failed').map(({ step, code }) => `${step} ${code}`);
  const inboxOf = (server: EwsServer) => server.mailbox(ann).distinguished('inbox').items;

  it('Autodiscover finds the server of a domain, where NTLM signs in', async () => {
    const decisions = new Set<string>();
    const autodiscover = { ewsUrl: '', services: ['soap', 'plain'] as const };
    const server = keep(
      await startEwsServer({
        ...{ mailboxes: [root, { address: ann, password }], tls },
        signIn: { ways: ['ntlm'], onSignIn: ({ way, step }) => decisions.add(`${way} ${step}`) },
        autodiscover,
      }),
    );
    autodiscover.ewsUrl = `https://localhost:${server.port}${server.path}`;
    const settings = settingsOf('By NTLM', server, {
      ...{ auth: 'ntlm', exchange: { autodiscover: { hosts: [] } } },
    });
    const secrets = { password: root.password };
    const steps = await tested(settings, secrets);
    expect(failed(steps)).toEqual([]);
    expect(steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['resolve', 'tls', 'sign-in', 'mailbox', 'write']),
    );
    const target = await define(settings, secrets);
    expect(await migrated(home, target)).toMatchObject({ migrated: itemCount, failed: 0 });
    expect(inboxOf(server)).toHaveLength(itemCount);
    // Autodiscover is asked without anything that signs in first; no password was ever shown.
    expect(decisions).toEqual(new Set(['none refused', 'ntlm challenged', 'ntlm accepted']));
  });

  it('Autodiscover is followed to hosts that are named, and to none that is not public', async () => {
    let deed: AutodiscoverDeed | undefined;
    const shown: string[] = [];
    const server = keep(
      await startEwsServer({
        ...{ mailboxes: [root, { address: ann, password }], tls },
        autodiscover: {
          ...{ services: ['soap', 'plain'], ewsUrl: `https://${forbiddenHost}/EWS/Exchange.asmx` },
          onRequest: ({ host, hasCredentials }) => {
            if (hasCredentials) shown.push(host);
            return deed;
          },
        },
      }),
    );
    const led = (hosts: readonly string[]) =>
      settingsOf('Led elsewhere', server, {
        exchange: { autodiscover: { hosts: [...hosts] } },
      });
    const secrets = { password: root.password };
    const told = await tested(led([]), secrets);
    expect(failed(told)).toEqual(['resolve autodiscover-failed']);
    expect(told.at(-1)).toMatchObject({
      serverText: forbiddenHost,
      whatToDo: expect.stringContaining(forbiddenHost) as string,
    });
    for (const way of ['url', 'header'] as const) {
      const url = `https://${closedHost}/autodiscover/autodiscover.xml`;
      deed =
        way === 'url'
          ? { kind: 'url', url }
          : { kind: 'answer', status: 302, headers: { Location: url } };
      expect(failed(await tested(led([]), secrets))).toEqual(['resolve autodiscover-failed']);
      // Also one that is named is no way into other people's networks.
      expect(failed(await tested(led([closedHost]), secrets))).toEqual(['resolve address-refused']);
    }
    expect(new Set(shown)).toEqual(new Set([`localhost:${server.port}`]));
  });

  it('tokens of an application open mailboxes, and are had anew when they run out in mid-run', async () => {
    const tokens = new TokenIssuer(systemClock);
    const asked: URLSearchParams[] = [];
    const endpoint = createServer(tls, (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        asked.push(new URLSearchParams(body));
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ access_token: tokens.issue('the application'), expires_in: 3600 }),
        );
      });
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    keep({
      stop: () =>
        new Promise((resolve) => {
          endpoint.close(resolve);
          endpoint.closeAllConnections();
        }),
    });
    let reads = 0;
    const refusals = { count: 0 };
    const server = keep(
      await startEwsServer({
        ...{ mailboxes: [{ address: ann, password }], tls },
        signIn: {
          ...{ ways: ['bearer'], tokens },
          onSignIn: ({ step }) => void (refusals.count += step === 'refused' ? 1 : 0),
        },
        onRequest: ({ operation }) => {
          if (operation === 'GetItem') reads += 1;
          // None that was given out counts any more when the first mail has been read.
          if (operation === 'GetItem' && reads === 1) tokens.expireAll();
          return undefined;
        },
      }),
    );
    const mailbox = server.mailbox(ann);
    for (const { bytes } of mails(1, itemCount)) {
      mailbox.addItem(mailbox.distinguished('inbox'), {
        ...{ mime: Buffer.from(bytes), itemClass: 'IPM.Note', isRead: true, isDraft: false },
        ...{ receivedAt: new Date(1.7e12), categories: [], properties: new Map() },
      });
    }
    const { adminUser: _nobody, ...more } = settingsOf('By tokens', server, { auth: 'oauth' });
    const { port } = endpoint.address() as AddressInfo;
    const settings: ConnectionSettings = {
      ...more,
      oauth: { endpoint: `https://localhost:${port}/token`, clientId: 'mailhaul', scope: 'ews' },
    };
    const secrets = { clientSecret };
    expect(failed(await tested(settings, secrets))).toEqual([]);
    [reads, refusals.count] = [0, 0];
    const before = tokens.issuedCount;
    const from = await define(settings, secrets);
    expect(await migrated(from, home)).toMatchObject({
      ...{ migrated: itemCount, failed: 0, grade: expect.any(String) as string },
    });
    expect(imap.mailbox('back').messages(['INBOX'])).toHaveLength(itemCount);
    expect(refusals.count).toBeGreaterThan(0);
    expect(tokens.issuedCount - before).toBeGreaterThanOrEqual(2);
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      ...{ grant_type: 'client_credentials', client_id: 'mailhaul', scope: 'ews' },
      client_secret: clientSecret,
    });
    expect(system.output()).not.toContain(clientSecret);
  });
});
