import type {
  Connection,
  ConnectionTestStep,
  MailboxSearchAnswer,
  Problem,
} from '@mailhaul/contracts';
import { type EwsServer, startEwsServer } from '@mailhaul/mail-servers';
import { NetworkGuard } from '@mailhaul/network-guard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../spec-support/api-client.ts';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';

const root = '/tenants/acme/connections';
const secrets = { password: 'root-canary' };

describe('connections of Exchange', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let server: EwsServer;
  beforeAll(async () => {
    server = await startEwsServer({
      mailboxes: [
        { address: 'anna@example.com', password: 'hers' },
        { address: 'guest@example.com', password: 'guest' },
        { address: 'admin@example.com', password: secrets.password, mayImpersonate: true },
      ],
    });
    bench = await startGateway({ addressGuard: new NetworkGuard({ granted: ['127.0.0.0/8'] }) });
    ({ admin } = bench);
    await admin.must('POST', '/tenants', { body: { id: 'acme', name: 'Acme' } });
  });
  afterAll(async () => {
    await bench.close();
    await server.stop();
  });
  const settings = (more: object = {}) => ({
    ...{ name: 'Exchange', kind: 'exchange', host: '127.0.0.1', port: server.port },
    ...{ security: 'none', signIn: 'admin', adminUser: 'admin@example.com', auth: 'basic' },
    ...more,
  });
  const test = async (body: object, path = `${root}/test`) => {
    const { text } = await admin.call('POST', path, { body });
    expect(text).not.toContain(secrets.password);
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ConnectionTestStep)
      .filter(({ state }) => state !== 'running');
  };

  it('are tested up to an item that is written and taken away', async () => {
    const steps = await test({ settings: settings(), secrets, mailbox: 'anna@example.com' });
    expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'resolve warning',
      ...['connect', 'tls', 'sign-in', 'mailbox', 'capabilities', 'limits', 'folders', 'write'].map(
        (step) => `${step} passed`,
      ),
    ]);
    const words = steps.flatMap(({ details }) => details).join('\n');
    expect(words).toContain('127.0.0.1 is an address');
    expect(words).toContain('ApplicationImpersonation');
  });

  it('name the role that is missing', async () => {
    const guest = settings({ adminUser: 'guest@example.com' });
    const given = { password: 'guest' };
    const steps = await test({ settings: guest, secrets: given, mailbox: 'anna@example.com' });
    const last = steps.at(-1);
    expect(last).toMatchObject({ step: 'mailbox', state: 'failed', code: 'impersonation-denied' });
    expect(last?.whatToDo).toContain('New-ManagementRoleAssignment');
  });

  it('lead nowhere that the guard does not allow, not even for tokens', async () => {
    const steps = await test({
      settings: settings({ host: '10.0.0.1' }),
      secrets,
      mailbox: 'anna@example.com',
    });
    expect(steps.at(-1)).toMatchObject({ step: 'resolve', code: 'address-refused' });
    const { adminUser: _admin, ...rest } = settings({ auth: 'oauth' });
    const oauth = { endpoint: 'https://10.0.0.1/token', clientId: 'c' };
    const asked = await test({
      settings: { ...rest, oauth },
      secrets: { clientSecret: 's' },
      mailbox: 'anna@example.com',
    });
    expect(asked.at(-1)).toMatchObject({ state: 'failed', code: 'address-refused' });
  });

  it('are saved, edited and tested as they are saved', async () => {
    const exchange = { kind: 'shared', path: server.path, access: 'impersonation' };
    const made = await admin.must<Connection>('POST', root, {
      body: { settings: settings({ exchange }), secrets },
    });
    expect(made).toMatchObject({ kind: 'exchange', exchange, status: 'untested' });
    const path = `${root}/${made.id}`;
    await test({ mailbox: 'anna@example.com' }, `${path}/test`);
    await expect
      .poll(async () => (await admin.must<Connection>('GET', path)).status)
      .toBe('working');
    const { revision } = await admin.must<Connection>('GET', path);
    const edit = (more: object) =>
      admin.call<Connection & Problem>('PUT', path, {
        body: { settings: settings(more) },
        headers: { 'If-Match': `"${revision}"` },
      });
    // Autodiscover shows what signs in to whomever it is led to.
    const led = { exchange: { ...exchange, autodiscover: { hosts: ['elsewhere.example'] } } };
    expect(await edit({ ...led, security: 'tls' })).toMatchObject({
      status: 422,
      body: { faults: [{ place: 'secrets' }] },
    });
    expect(await edit({ exchange: { ...exchange, path: '/other' } })).toMatchObject({
      status: 422,
      body: { faults: [{ place: 'secrets' }] },
    });
    expect(await edit({ exchange: { ...exchange, kind: 'archive' } })).toMatchObject({
      status: 200,
    });
  });

  it('are searched for mailboxes where there is no directory, by what names begin with', async () => {
    const made = await admin.must<Connection>('POST', root, {
      body: { settings: settings({ name: 'Searched' }), secrets },
    });
    const search = (query: string) =>
      admin.call<MailboxSearchAnswer & Problem>('GET', `${root}/${made.id}/mailboxes?${query}`);
    expect((await search('q=an')).body).toMatchObject({
      ...{ source: 'exchange', total: 1 },
      rows: [{ address: 'anna@example.com', kind: 'mailbox', aliases: [] }],
    });
    expect(await search('kind=room')).toMatchObject({
      ...{ status: 400, body: { faults: [{ place: 'kind' }] } },
    });
  });

  it.each([
    [{ kind: 'imap', exchange: { kind: 'archive' } }, 'settings.exchange'],
    [{ security: 'starttls' }, 'settings.security'],
    [{ kind: 'office365', auth: 'oauth' }, 'settings.security'],
    [{ login: '{mailbox}*admin' }, 'settings.login'],
    [{ auth: 'plain' }, 'settings'],
    [{ exchange: { path: 'x?y=z' } }, 'settings.exchange.path'],
    [{ exchange: { autodiscover: { hosts: ['a/b'] } } }, 'settings.exchange.autodiscover.hosts.0'],
  ])('refuse what goes not with their kind: %j', async (more, place) => {
    const answer = await admin.call<Problem>('POST', root, {
      body: { settings: settings(more), secrets },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.faults?.map((fault) => fault.place)).toContain(place);
  });

  it('take a registered application for Exchange Online', async () => {
    const online = {
      ...{ name: 'Online', kind: 'office365', host: 'outlook.office365.com', signIn: 'admin' },
      oauth: { endpoint: 'microsoft', tenant: 'contoso.example', clientId: 'c' },
    };
    const made = await admin.must<Connection>('POST', root, {
      body: { settings: online, secrets: { clientSecret: 's' } },
    });
    expect(made).toMatchObject({ kind: 'office365', security: 'tls', hasSecrets: true });
  });
});
