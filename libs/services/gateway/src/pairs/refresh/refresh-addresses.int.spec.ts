import type { AddressRefresh, Connection, Job, Pair, Problem } from '@mailhaul/contracts';
import { pairStream } from '@mailhaul/domain';
import { NetworkGuard } from '@mailhaul/network-guard';
import {
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../spec-support/api-client.ts';
import { type GatewayBench, startGateway } from '../../spec-support/gateway-bench.ts';
import { connectionInput } from '../../spec-support/tenant-world.ts';

const tenant = 'acme';
const root = `/tenants/${tenant}`;
const people = `ou=People,${directoryBase}`;
const guid = (at: number) => Uint8Array.from({ length: 16 }, (_, one) => (at * 31 + one * 7) % 256);

function person(at: number, mail: string, more: readonly string[] = []) {
  return {
    dn: `cn=p${at},${people}`,
    ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: `p${at}`, sn: `p${at}`, mail },
    ...{ objectGUID: guid(at), msExchRecipientTypeDetails: '1' },
    proxyAddresses: [`SMTP:${mail}`, ...more.map((one) => `smtp:${one}`)],
  };
}
const idOf = async (admin: ApiClient, connection: string, q: string) => {
  const path = `${root}/connections/${connection}/mailboxes?q=${encodeURIComponent(q)}`;
  const { rows } = await admin.must<{ rows: { id: string }[] }>('GET', path);
  return rows[0]?.id ?? '';
};

const before = [
  person(1, 'ann@old.example'),
  person(2, 'bob@old.example'),
  person(3, 'cid@old.example'),
  person(4, 'dan@old.example'),
];
const after = [
  // The domain was switched; the first keeps her old address as another one.
  person(1, 'anna@new.example', ['ann@old.example']),
  person(2, 'bob@old.example'),
  // What was somebody else's address is his now.
  person(9, 'cid@old.example'),
  person(4, 'dan@new.example'),
];

let jobs = 0;

async function stage(admin: ApiClient, directory?: object, more: object = {}) {
  jobs += 1;
  const connection = async (side: 'source' | 'target') => {
    const settings = { ...connectionInput.settings, ...more, name: `${side} ${jobs}` };
    const body =
      directory === undefined
        ? { settings }
        : {
            settings: { ...settings, directory },
            secrets: { directoryPassword: directoryReaderPassword },
          };
    return (await admin.must<Connection>('POST', `${root}/connections`, { body })).id;
  };
  const sides = {
    sourceConnectionId: await connection('source'),
    targetConnectionId: await connection('target'),
  };
  const body = { name: `Job ${jobs}`, ...sides };
  const { id } = await admin.must<Job>('POST', `${root}/jobs`, { body });
  const path = `${root}/jobs/${id}/pairs`;
  return {
    ...{ ...sides, path },
    add: (input: Partial<Pair>) => admin.must<Pair>('POST', path, { body: input }),
    refresh: (asked: { ids?: readonly string[]; sides?: readonly string[] } = {}) => {
      const { ids, sides: named } = asked;
      const selection = ids === undefined ? { matching: {} } : { ids };
      return admin.call<AddressRefresh & Problem>('POST', `${path}/refreshed-addresses`, {
        body: { selection, ...(named && { sides: named }) },
      });
    },
    list: async () => (await admin.must<{ rows: Pair[] }>('GET', path)).rows,
  };
}

describeWithServer('slapd', 'refreshed addresses', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let server: SlapdServer;
  const entries = (rows: readonly object[]) =>
    [{ dn: people, objectClass: 'organizationalUnit', ou: 'People' }, ...rows] as never;
  const directoryOf = ({ port }: SlapdServer) => ({
    ...{ host: '127.0.0.1', port, security: 'none', bindDn: directoryReader },
    baseDn: people,
  });

  beforeAll(async () => {
    server = await startSlapd({ entries: entries(before) });
    const addressGuard = new NetworkGuard({ granted: ['127.0.0.0/8'] });
    bench = await startGateway({ addressGuard });
    ({ admin } = bench);
    await admin.must('POST', '/tenants', { body: { id: tenant, name: 'Acme' } });
  }, 90_000);
  afterAll(async () => {
    await bench.close();
    await server.stop();
  });

  /** The servers have another directory from now on: people are renamed, gone and new. */
  async function switchTo(rows: readonly object[], connections: readonly string[]): Promise<void> {
    await server.stop();
    server = await startSlapd({ entries: entries(rows) });
    for (const id of connections) {
      const at = `${root}/connections/${id}`;
      const read = await admin.must<Connection>('GET', at);
      const { name } = read;
      const settings = { ...connectionInput.settings, name, directory: directoryOf(server) };
      const body = { settings, secrets: { directoryPassword: directoryReaderPassword } };
      await admin.must('PUT', at, { body, revision: read.revision });
    }
  }

  it('come to exactly one result for each side of each mailbox', async () => {
    const job = await stage(admin, directoryOf(server));
    const id = (name: string) => idOf(admin, job.sourceConnectionId, name);
    const [ann, bob, cid] = [await id('ann@'), await id('bob@'), await id('cid@')];
    expect(ann).toMatch(/^objectGUID:/);
    const picked = { matchedBy: 'picked' } as const;
    const pairs = [
      await job.add({
        ...{ source: 'ann@old.example', sourceId: ann },
        ...{ target: 'ann@old.example', targetId: ann, ...picked },
      }),
      // As the console adds whom somebody picks.
      await job.add({ source: 'bob@old.example', externalId: bob, target: 'typed@old.example' }),
      await job.add({
        ...{ source: 'cid@old.example', sourceId: cid },
        ...{ target: 'bob@old.example', targetId: bob, ...picked },
      }),
      await job.add({
        source: 'eve@old.example',
        target: 'cid@old.example',
        targetId: cid,
        ...picked,
      }),
      await job.add({ source: 'dan@old.example', sourceId: await id('dan@') }),
    ];
    await switchTo(after, [job.sourceConnectionId, job.targetConnectionId]);
    const { status, body } = await job.refresh();
    expect(status).toBe(200);
    expect(body.source).toEqual({ refreshed: 2, 'not-changed': 1, missing: 2 });
    expect(body.target).toEqual({
      ...{ refreshed: 1, 'not-changed': 1, typed: 1, 'not-created': 0, missing: 1 },
    });
    expect(body.rows.map(({ source, target }) => [source?.was, source?.now, target?.now])).toEqual([
      ['ann@old.example', 'anna@new.example', 'anna@new.example'],
      ['bob@old.example', undefined, undefined],
      ['cid@old.example', undefined, undefined],
      ['dan@old.example', 'dan@new.example', undefined],
      ['eve@old.example', undefined, undefined],
    ]);
    expect(body.rows[2]?.source?.words).toContain('Another mailbox of the source');
    expect(body.rows[4]?.target?.words).toContain('Another mailbox of the target');
    expect(body.rows[1]?.target?.words).toContain('by hand');
    expect((await job.list()).map(({ source, target }) => [source, target])).toEqual([
      ['anna@new.example', 'anna@new.example'],
      ['bob@old.example', 'typed@old.example'],
      ['cid@old.example', 'bob@old.example'],
      ['dan@new.example', ''],
      ['eve@old.example', 'cid@old.example'],
    ]);
    const events = await Array.fromAsync(
      bench.store.readStream(pairStream(tenant, pairs[0]?.id ?? '')),
    );
    expect(events.map(({ type }) => type)).toEqual(['PairAdded', 'AddressRefreshed']);
    const again = await job.refresh({ sides: ['source'] });
    expect(again.body.source).toEqual({ refreshed: 0, 'not-changed': 3, missing: 2 });
    expect(again.body.target).toBeUndefined();
    await switchTo(before, [job.sourceConnectionId, job.targetConnectionId]);
  });

  it('of a CSV are refused, though there is a directory: the list is what knows them', async () => {
    const job = await stage(admin, directoryOf(server));
    const picked = await job.add({
      source: 'ann@was.example',
      sourceId: await idOf(admin, job.sourceConnectionId, 'ann@'),
    });
    await job.add({ source: 'bob@was.example', externalId: '7', target: 'bob@old.example' });
    const { status, body } = await job.refresh();
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'refresh-unavailable', faults: [{ place: 'selection' }] });
    expect(body.detail).toMatch(/^1 of the 2 mailboxes .* Import the CSV again with the same ids/);
    expect(body.detail).toMatch(/run a delta.*choose only mailboxes that were taken from/);
    expect((await job.list())[0]).toMatchObject({ source: 'ann@was.example' });
    const target = await job.refresh({ sides: ['target'] });
    expect(target.body.target).toMatchObject({ refreshed: 0, typed: 1 });
    const alone = await job.refresh({ ids: [picked.id], sides: ['source'] });
    expect(alone.body.source).toMatchObject({ refreshed: 1 });
  });

  it('of the chosen alone, and not where another pair still has the address', async () => {
    const job = await stage(admin, directoryOf(server));
    const id = (name: string) => idOf(admin, job.targetConnectionId, name);
    const matched = { matchedBy: 'automatic' } as const;
    // Its mailbox is called as the second's was.
    const first = await job.add({
      source: 'a@x',
      target: 'was@x',
      targetId: await id('ann@'),
      ...matched,
    });
    const second = await job.add({
      ...{ source: 'b@x', target: 'ann@old.example', targetId: await id('bob@'), ...matched },
    });
    const alone = await job.refresh({ ids: [first.id], sides: ['target'] });
    expect(alone.body.target).toMatchObject({ refreshed: 0, missing: 1 });
    expect(alone.body.rows[0]?.target?.words).toContain('refresh that one too');
    expect((await job.list()).map(({ target }) => target)).toEqual(['was@x', 'ann@old.example']);
    const both = await job.refresh({ ids: [first.id, second.id], sides: ['target'] });
    expect(both.body.target).toMatchObject({ refreshed: 2, missing: 0 });
    expect((await job.list()).map(({ target }) => target)).toEqual([
      'ann@old.example',
      'bob@old.example',
    ]);
  });

  it('name the connection that leads elsewhere now, and change nothing', async () => {
    const job = await stage(admin, directoryOf(server));
    for (const at of [1, 2, 3]) await job.add({ source: `s${at}@gone.example` });
    const { body } = await job.refresh({ sides: ['source'] });
    expect(body.source).toMatchObject({ missing: 3 });
    expect(body.words.join()).toMatch(/“source \d+”.*reconfigure/);
    const wrong = await stage(admin, { ...directoryOf(server), port: 1 });
    await wrong.add({ source: 's@x' });
    const refused = await wrong.refresh();
    expect(refused).toMatchObject({ status: 409, body: { code: 'reconfigure-first' } });
    expect(refused.body.detail).toMatch(/“source \d+” \(source\)/);
    expect(refused.body.faults).toMatchObject([{ place: 'source' }]);
  });
});

describe('addresses that nobody can be asked about', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  beforeAll(async () => {
    bench = await startGateway();
    ({ admin } = bench);
    await admin.must('POST', '/tenants', { body: { id: tenant, name: 'Acme' } });
  });
  afterAll(() => bench.close());

  it('are refused with the reason and the way out', async () => {
    const imap = await stage(admin);
    await imap.add({ source: 'a@x', target: 'b@x' });
    const source = await imap.refresh();
    expect(source).toMatchObject({ status: 409, body: { code: 'refresh-unavailable' } });
    expect(source.body.detail).toMatch(/IMAP server.*import the CSV again.*target alone/);
    const target = await imap.refresh({ sides: ['target'] });
    expect(target.body.detail).toMatch(/match the mailboxes again: nothing is copied twice/);
  });
});
