import { uuid5 } from '@mailhaul/kernel';
import type {
  Connection,
  InitialPasswords,
  Job,
  Pair,
  PairActionResult,
  PlanAnswer,
  Problem,
} from '@mailhaul/contracts';
import { handleCommand } from '@mailhaul/application';
import { pairDecider, pairStream } from '@mailhaul/domain';
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

const tenant = 'acme';
const root = `/tenants/${tenant}`;
const unit = `ou=New,${directoryBase}`;
const old = `ou=Old,${directoryBase}`;
const settings = { domain: 'new.example', unit };

describeWithServer('slapd', 'target mailboxes that are planned', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let server: SlapdServer;
  let count = 0;

  beforeAll(async () => {
    const user = (...[place, cn, more]: readonly [string, string, object]) => ({
      ...{ dn: `cn=${cn},${place}`, objectClass: 'inetOrgPerson', cn, sn: cn },
      ...more,
    });
    server = await startSlapd({
      entries: [
        { dn: old, objectClass: 'organizationalUnit', ou: 'Old' },
        { dn: unit, objectClass: 'organizationalUnit', ou: 'New' },
        user(old, 'o1', { mail: 'anna@old.example', displayName: 'Anna Lee' }),
        user(unit, 'Bert', { uid: 'bert' }),
        user(unit, 'Carl', { uid: 'carl', mail: 'carl@new.example' }),
      ],
    });
    bench = await startGateway();
    ({ admin } = bench);
    await admin.must('POST', '/tenants', { body: { id: tenant, name: 'Acme' } });
  }, 90_000);
  afterAll(async () => {
    await bench.close();
    await server.stop();
  });

  async function stage(creation: object | null = settings) {
    count += 1;
    const connect = async (side: string, baseDn: string) => {
      const directory = {
        ...{ host: '127.0.0.1', port: server.port, security: 'none', baseDn },
        bindDn: directoryReader,
      };
      const made = await admin.must<Connection>('POST', `${root}/connections`, {
        body: {
          settings: { ...connectionInput.settings, name: `${side} ${count}`, directory },
          secrets: { directoryPassword: directoryReaderPassword },
        },
      });
      return made.id;
    };
    const body = {
      name: `Job ${count}`,
      sourceConnectionId: await connect('source', old),
      targetConnectionId: await connect('target', directoryBase),
    };
    const job = await admin.must<Job>('POST', `${root}/jobs`, { body });
    const path = `${root}/jobs/${job.id}`;
    if (creation !== null) {
      await admin.must<Job>('PUT', `${path}/creation-settings`, {
        body: { creation },
        revision: job.revision,
      });
    }
    const add = (source: string) => admin.must<Pair>('POST', `${path}/pairs`, { body: { source } });
    const plan = (body: object, query = '') =>
      admin.call<PlanAnswer & Problem>('POST', `${path}/pairs/plans${query}`, { body });
    const read = async (id: string) => admin.must<Pair>('GET', `${root}/pairs/${id}`);
    const act = (action: string, id: string) =>
      admin.must<PairActionResult>('POST', `${path}/pairs/actions`, {
        body: { action, selection: { ids: [id] } },
      });
    return { path, add, plan, read, act };
  }

  it('are shown first, and planned without what is in the way', async () => {
    const { add, plan, read } = await stage();
    const [anna, carl] = [await add('anna@old.example'), await add('Carl@old.example')];
    const twin = await add('anna@older.example');
    const all = { plan: 'create', selection: { matching: {} } };
    const preview = await plan(all, '?dryRun=true');
    expect(preview.body).toMatchObject({ plannedCount: 1, conflictCount: 2 });
    expect((await read(anna.id)).plan).toBeUndefined();
    const { body } = await plan(all);
    const rows = new Map(body.rows.map((row) => [row.id, row]));
    expect(rows.get(anna.id)).toMatchObject({
      result: 'planned',
      planned: {
        ...{ dn: `cn=Anna Lee,${unit}`, address: 'anna@new.example' },
        ...{ alias: 'anna', name: 'Anna Lee' },
      },
    });
    expect(rows.get(carl.id)?.words).toContain(`cn=Carl,${unit} has the address carl@new.example`);
    expect(rows.get(twin.id)?.words).toContain('Another source mailbox');
    expect(await read(anna.id)).toMatchObject({ status: 'not-matched', reason: 'to-be-created' });
    // What one has, another cannot be planned for later.
    const later = await plan({ plan: 'create', selection: { ids: [twin.id] } });
    expect(later.body.rows[0]).toMatchObject({ result: 'conflict' });
  });

  it('may be a mailbox for a user that is there', async () => {
    const { add, plan, read } = await stage();
    const [bert, carl] = [await add('bert@old.example'), await add('carl@old.example')];
    const nobody = await add('nobody@old.example');
    const { body } = await plan({ plan: 'enable', selection: { matching: {} } });
    const rows = new Map(body.rows.map((row) => [row.id, row]));
    expect(rows.get(bert.id)).toMatchObject({ planned: { dn: `cn=Bert,${unit}` } });
    expect(rows.get(carl.id)?.words).toContain('has a mailbox already');
    expect(rows.get(nobody.id)?.words).toContain('Nobody there');
    expect(await read(bert.id)).toMatchObject({ reason: 'to-be-enabled' });
    const named = { plan: 'enable', selection: { ids: [nobody.id] }, user: 'bert' };
    expect((await plan(named)).body.rows[0]?.words).toContain('gets the user');
  });

  it('are none where the mailbox is left out, until it is taken again', async () => {
    const { add, read, act } = await stage();
    const { id } = await add('dora@old.example');
    expect(await act('leave-out', id)).toMatchObject({ done: 1 });
    expect(await read(id)).toMatchObject({ status: 'not-migrated' });
    expect((await act('make-target', id)).refused).toMatchObject([{ code: 'nothing-planned' }]);
    await act('take-again', id);
    expect(await read(id)).toMatchObject({ status: 'not-matched' });
  });

  it('are refused with the field and what to do', async () => {
    const { path, plan } = await stage(null);
    const job = await admin.must<Job>('GET', path);
    const set = (creation: object) =>
      admin.call<Problem>('PUT', `${path}/creation-settings`, {
        body: { creation },
        revision: job.revision,
      });
    for (const [field, creation] of [
      ['creation.domain', { ...settings, domain: 'a b' }],
      ['creation.unit', { ...settings, unit: 'People' }],
      ['creation.alias', { ...settings, alias: 'all' }],
      ['creation.name', { ...settings, name: '{nobody}' }],
      ['creation.hook', { ...settings, hook: '../bin/sh' }],
      ['creation.hook', { ...settings, hook: '/bin/sh' }],
      ['creation.password.classes', { ...settings, password: { classes: [] } }],
      ['creation.password.length', { ...settings, password: { length: 7 } }],
    ] as const) {
      const { status, body } = await set(creation);
      expect(status, field).toBe(422);
      expect(body.faults?.map(({ place }) => place)).toContain(field);
    }
    const all = { plan: 'create', selection: { matching: {} } };
    expect((await plan(all)).body.code).toBe('creation-unset');
    await admin.must('PUT', `${path}/creation-settings`, {
      body: { creation: { ...settings, unit: `ou=Nowhere,${directoryBase}` } },
      revision: job.revision,
    });
    const { body } = await plan(all);
    expect(body.code).toBe('creation-unset');
    expect(body.detail).toContain('There is no ou=Nowhere');
  });

  it('have a password that is told once, to the same request again, and never to a viewer', async () => {
    const { path, add, plan, read } = await stage();
    const { id } = await add('anna@old.example');
    await plan({ plan: 'create', selection: { ids: [id] } });
    const { secrets, store } = bench;
    const version = 77;
    await secrets.secrets.put({ tenant, owner: `pair.${id}`, version }, 'initial-password');
    const sealer = await secrets.sealers.of(tenant);
    const stream = pairStream(tenant, id);
    let n = 0;
    const tell = (wish: object) => {
      n += 1;
      const commandId = uuid5(id, String(n));
      const command = { ...wish, commandId, atMs: 1, actor: 'worker:w' } as never;
      return handleCommand({ store, sealer, stream, decider: pairDecider }, command);
    };
    const ask = (which: string) =>
      admin.must<InitialPasswords>('POST', `${path}/pairs/initial-passwords`, {
        body: { selection: { ids: [id] } },
        key: uuid5(id, which),
      });
    await tell({ kind: 'BeginTarget', workerId: 'w', untilMs: 9, password: version });
    expect((await ask('a')).rows).toEqual([]);
    await tell({ kind: 'TellTargetMade', making: 1, address: 'anna@new.example' });
    const first = await ask('b');
    expect(first.rows).toMatchObject([
      { source: 'anna@old.example', password: 'initial-password' },
    ]);
    expect(await ask('b')).toEqual(first);
    expect(await ask('c')).toMatchObject({ rows: [], withoutCount: 1 });
    expect((await read(id)).hasInitialPassword).toBe(false);
    const places = await secrets.secrets.places(undefined, 100);
    expect(places.some(({ owner }) => owner === `pair.${id}`)).toBe(true);
  });
});
