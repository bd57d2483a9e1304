import type {
  Connection,
  ConnectionTestStep,
  MailboxSearchAnswer,
  Problem,
} from '@mailhaul/contracts';
import { NetworkGuard } from '@mailhaul/network-guard';
import {
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../spec-support/api-client.ts';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { connectionInput } from '../spec-support/tenant-world.ts';

const unit = `ou=Berlin,${directoryBase}`;
const person = (name: string, more: object = {}) => ({
  dn: `cn=${name},${unit}`,
  ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: name, sn: name },
  ...{ mail: `${name}@example.org`, msExchRecipientTypeDetails: '1' },
  ...more,
});

describeWithServer('slapd', 'the directory of a connection', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let server: SlapdServer;
  const root = '/tenants/acme/connections';

  beforeAll(async () => {
    server = await startSlapd({
      entries: [
        { dn: unit, objectClass: 'organizationalUnit', ou: 'Berlin' },
        person('anna', { proxyAddresses: ['SMTP:anna@example.org', 'smtp:a@old.example'] }),
        person('bert'),
        person('blue', { msExchRecipientTypeDetails: '16' }),
        person('carl'),
        {
          ...{ dn: `cn=Staff,${unit}`, objectClass: 'groupOfNames', cn: 'Staff' },
          member: [`cn=anna,${unit}`, `cn=blue,${unit}`],
        },
      ],
    });
    bench = await startGateway({ addressGuard: new NetworkGuard({ granted: ['127.0.0.0/8'] }) });
    ({ admin } = bench);
    await admin.must('POST', '/tenants', { body: { id: 'acme', name: 'Acme' } });
  }, 120_000);
  afterAll(async () => {
    await bench.close();
    await server.stop();
  });

  const directory = (more: object = {}) => ({
    ...{ host: '127.0.0.1', port: server.port, security: 'starttls', ca: server.certificate },
    ...{ bindDn: directoryReader, ...more },
  });
  const settings = (more: object = {}) => ({ ...connectionInput.settings, ...more });
  const secrets = { directoryPassword: directoryReaderPassword };
  let names = 0;
  const make = (more: object = {}) => {
    names += 1;
    const body = { settings: settings({ name: `With ${names}`, ...more }), secrets };
    return admin.must<Connection>('POST', root, { body });
  };
  const search = (id: string, query = '') =>
    admin.call<MailboxSearchAnswer & Problem>('GET', `${root}/${id}/mailboxes${query}`);
  const steps = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ConnectionTestStep);

  it('is saved with it, its password apart, and searched page by page', async () => {
    const made = await make({ directory: directory() });
    expect(made.directory).toEqual(directory());
    expect(made.hasSecrets).toBe(true);
    const all = await search(made.id);
    expect(all.body).toMatchObject({
      ...{ source: 'directory', total: 4 },
      rows: [
        {
          ...{ address: 'anna@example.org', aliases: ['a@old.example'], kind: 'user' },
          ...{ name: 'anna', hasArchive: false, path: ['Berlin'] },
          id: expect.stringMatching(/^entryUUID:/) as string,
        },
        { address: 'bert@example.org' },
        { address: 'blue@example.org', kind: 'room' },
        { address: 'carl@example.org' },
      ],
    });
    const first = await search(made.id, '?limit=3');
    expect(first.body.rows).toHaveLength(3);
    const next = await search(
      made.id,
      `?limit=3&after=${encodeURIComponent(first.body.next ?? '')}`,
    );
    expect(next.body.rows.map(({ address }) => address)).toEqual(['carl@example.org']);
    expect(next.body).not.toHaveProperty('next');
    // Of another place's answer nothing is seen, whatever is asked for.
    const other = await make({ directory: directory({ baseDn: `cn=bert,${unit}` }) });
    const behind = await search(other.id, '?limit=3&after=a');
    expect(behind.body.rows.map(({ address }) => address)).toEqual(['bert@example.org']);
  });

  it.each([
    ['kind=room', ['blue']],
    ['q=OLD.example', ['anna']],
    ['group=Staff', ['anna', 'blue']],
    [`unit=${encodeURIComponent(unit)}&q=b`, ['bert', 'blue']],
  ])('is asked for %s', async (query, found) => {
    const { id } = await make({ directory: directory() });
    const { body } = await search(id, `?${query}`);
    expect(body.rows.map(({ address }) => address.split('@')[0])).toEqual(found);
  });

  it('names its groups and units', async () => {
    const { id } = await make({ directory: directory() });
    const places = (what: string) =>
      admin.must<{ rows: unknown }>('GET', `${root}/${id}/directory-places?what=${what}`);
    expect((await places('unit')).rows).toMatchObject([{ dn: unit, name: 'Berlin' }]);
    expect((await places('group')).rows).toMatchObject([
      { name: 'Staff', path: ['Berlin', 'Staff'] },
    ]);
  });

  it('says what it cannot do, and which field of the question', async () => {
    const { id } = await make({ directory: directory() });
    expect(await search(id, '?group=Nobody')).toMatchObject({
      ...{ status: 400, body: { code: 'query-invalid', faults: [{ place: 'group' }] } },
    });
    expect(await search(id, '?kind=dog')).toMatchObject({ status: 400 });
    const gone = await make({ directory: directory({ baseDn: 'dc=nowhere' }) });
    const refused = await search(gone.id);
    expect(refused).toMatchObject({ status: 502, body: { code: 'directory-failed' } });
    expect(refused.body.detail).toContain('search base');
    const none = await admin.must<Connection>('POST', root, {
      body: { settings: settings({ name: 'Without' }) },
    });
    expect(await search(none.id)).toMatchObject({
      ...{ status: 409, body: { code: 'directory-missing' } },
    });
  });

  it('is tested step by step, new and saved', async () => {
    const fresh = await admin.call('POST', `${root}/test-directory`, {
      body: { directory: directory(), password: directoryReaderPassword },
    });
    const names = ['resolve', 'connect', 'tls', 'sign-in', 'base', 'mailboxes'];
    expect(steps(fresh.text).map(({ step, state }) => `${step} ${state}`)).toEqual(
      names.flatMap((name) => [`${name} running`, `${name} passed`]),
    );
    const { id } = await make({ directory: directory() });
    const saved = await admin.call('POST', `${root}/${id}/test-directory`, { body: {} });
    expect(steps(saved.text).at(-1)).toMatchObject({ step: 'mailboxes', state: 'passed' });
    const wrong = await admin.call('POST', `${root}/${id}/test-directory`, {
      body: { password: 'wrong-canary' },
    });
    expect(steps(wrong.text).at(-1)).toMatchObject({ step: 'sign-in', code: 'sign-in-rejected' });
    expect(wrong.text).not.toContain('canary');
  });

  it('is no port scanner', async () => {
    const inside = directory({ host: '10.0.0.1' });
    const { id } = await make({ directory: inside });
    const tested = await admin.call('POST', `${root}/${id}/test-directory`, { body: {} });
    expect(steps(tested.text).at(-1)).toMatchObject({ step: 'resolve', code: 'address-refused' });
    expect((await search(id)).status).toBe(502);
  });

  it('gives its password to no other server', async () => {
    const made = await make({ directory: directory() });
    const elsewhere = directory({ port: server.tlsPort, security: 'tls' });
    const tested = await admin.call<Problem>('POST', `${root}/${made.id}/test-directory`, {
      body: { directory: elsewhere },
    });
    expect(tested).toMatchObject({ status: 422, body: { faults: [{ place: 'password' }] } });
    const edit = (body: object) =>
      admin.call<Connection & Problem>('PUT', `${root}/${made.id}`, {
        ...{ body, revision: made.revision },
      });
    const moved = settings({ name: made.name, directory: elsewhere });
    expect(await edit({ settings: moved })).toMatchObject({
      ...{ status: 422, body: { faults: [{ place: 'secrets.directoryPassword' }] } },
    });
    // With the mail server elsewhere the directory is as it was.
    const host = settings({ name: made.name, host: 'other.example', directory: directory() });
    expect(await edit({ settings: host })).toMatchObject({ status: 200 });
    expect((await search(made.id)).status).toBe(200);
  });

  it('loses its password with the directory', async () => {
    const made = await make({ directory: directory() });
    const edited = await admin.must<Connection>('PUT', `${root}/${made.id}`, {
      ...{ body: { settings: settings({ name: made.name }) }, revision: made.revision },
    });
    expect(edited).not.toHaveProperty('directory');
    expect(edited.hasSecrets).toBe(false);
  });

  it.each([
    [{ bindDn: undefined }, 'settings.directory.bindDn'],
    [{ pin: 'AB' }, 'settings.directory.pin'],
    [{ host: 'ldap://h' }, 'settings.directory.host'],
    [{ bindDn: 'EXTERNAL' }, 'settings.directory.bindDn'],
  ])('refuses %j', async (more, place) => {
    const answer = await admin.call<Problem>('POST', root, {
      body: { settings: settings({ name: 'Bad', directory: directory(more) }), secrets },
    });
    expect(answer).toMatchObject({ status: 422, body: { faults: [{ place }] } });
    const without = await admin.call<Problem>('POST', root, {
      body: { settings: settings({ name: 'Bad', directory: directory() }) },
    });
    expect(without.body.faults).toMatchObject([{ place: 'secrets.directoryPassword' }]);
  });
});
