import { handleCommand } from '@mailhaul/application';
import {
  type Operation,
  type OperationName,
  operations,
  type Operator,
  scopeOf,
} from '@mailhaul/contracts';
import { alertDecider, alertStream } from '@mailhaul/domain';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ApiClient } from './spec-support/api-client.ts';
import { type GatewayBench, startGateway } from './spec-support/gateway-bench.ts';
import {
  connectionInput,
  makePair,
  makeTenant,
  type TenantWorld,
} from './spec-support/tenant-world.ts';

/** Whom an operation is for: written down here a second time, so that no change of the table goes unseen. */
type For = 'anybody' | 'self' | 'session' | 'viewer' | 'operator' | 'tenant-admin' | 'admin';

const expectations: Readonly<Record<OperationName, For>> = {
  signIn: 'anybody',
  readSession: 'self',
  signOut: 'session',
  changePassword: 'session',
  listTokens: 'session',
  issueToken: 'session',
  revokeToken: 'session',
  listOperators: 'admin',
  addOperator: 'admin',
  setRoles: 'admin',
  removeOperator: 'admin',
  listTenants: 'self',
  createTenant: 'admin',
  readTenant: 'viewer',
  editTenant: 'tenant-admin',
  listConnections: 'viewer',
  createConnection: 'operator',
  testNewConnection: 'operator',
  readConnection: 'viewer',
  editConnection: 'operator',
  deleteConnection: 'operator',
  testConnection: 'operator',
  testNewDirectory: 'operator',
  testDirectory: 'operator',
  searchMailboxes: 'operator',
  searchDirectoryPlaces: 'operator',
  previewConditions: 'operator',
  listJobs: 'viewer',
  createJob: 'operator',
  readJob: 'viewer',
  readJobHistory: 'viewer',
  editJob: 'operator',
  setJobSchedule: 'operator',
  setCreation: 'operator',
  readConditions: 'viewer',
  changeConditions: 'operator',
  deleteJob: 'operator',
  moveJob: 'operator',
  startJob: 'operator',
  pauseJob: 'operator',
  requestDelta: 'operator',
  jobReport: 'viewer',
  listPairs: 'viewer',
  countPairs: 'viewer',
  addPair: 'operator',
  importPairs: 'operator',
  matchPairs: 'operator',
  takeMailboxes: 'operator',
  planTargets: 'operator',
  tellInitialPasswords: 'operator',
  previewMatches: 'operator',
  refreshAddresses: 'operator',
  actOnPairs: 'operator',
  listJobFailedItems: 'viewer',
  listFailedCauses: 'viewer',
  readPair: 'viewer',
  editPair: 'operator',
  listFolders: 'viewer',
  listFailedItems: 'viewer',
  pairLog: 'viewer',
  pairReport: 'viewer',
  listActivity: 'viewer',
  listNews: 'viewer',
  countNews: 'viewer',
  readNews: 'viewer',
  clearNews: 'operator',
  clearAllNews: 'operator',
  readNewsOptions: 'viewer',
  setNewsOptions: 'operator',
  overallReport: 'viewer',
  search: 'viewer',
  followLive: 'viewer',
  readSystem: 'admin',
  rebuildReadModels: 'admin',
  drainWorker: 'admin',
  resumeWorker: 'admin',
};

type Actor = 'nobody' | 'elsewhere' | 'viewer' | 'operator' | 'admin';
const actors: readonly Actor[] = ['nobody', 'elsewhere', 'viewer', 'operator', 'admin'];

/** What each is answered; 0: the gate is open. */
const outcomes: Readonly<Record<For, Readonly<Record<Actor, number>>>> = {
  anybody: { nobody: 0, elsewhere: 0, viewer: 0, operator: 0, admin: 0 },
  self: { nobody: 401, elsewhere: 0, viewer: 0, operator: 0, admin: 0 },
  session: { nobody: 401, elsewhere: 0, viewer: 0, operator: 0, admin: 0 },
  viewer: { nobody: 401, elsewhere: 404, viewer: 0, operator: 0, admin: 0 },
  operator: { nobody: 401, elsewhere: 404, viewer: 403, operator: 0, admin: 0 },
  'tenant-admin': { nobody: 401, elsewhere: 404, viewer: 403, operator: 403, admin: 0 },
  admin: { nobody: 401, elsewhere: 403, viewer: 403, operator: 403, admin: 0 },
};

const names = Object.keys(operations) as OperationName[];
const password = 'a long enough password';

describe('who may do what, and where', () => {
  let bench: GatewayBench;
  let acme: TenantWorld;
  let clients: Record<Actor, ApiClient>;
  let ids: Record<string, string>;

  beforeAll(async () => {
    bench = await startGateway();
    const { admin } = bench;
    acme = await makeTenant(admin, 'acme');
    await makeTenant(admin, 'other');
    const pair = await makePair(admin, acme, 'anna');
    const news = await raiseNews('acme');
    const person = async (login: string, tenant: string, role: string) => {
      const body = { login, name: login, roles: [{ tenant, role }], password: `first ${password}` };
      await admin.must<Operator>('POST', '/operators', { body });
      const client = bench.client();
      await client.signIn(login, body.password);
      expect((await client.changePassword(body.password, password)).status).toBe(200);
      return client;
    };
    clients = {
      nobody: bench.client(),
      elsewhere: await person('elsewhere', 'other', 'operator'),
      viewer: await person('viewer', 'acme', 'viewer'),
      operator: await person('operator', 'acme', 'operator'),
      admin,
    };
    const session = await admin.must<{ operator: Operator }>('GET', '/session');
    ids = {
      ...{ tenant: 'acme', job: acme.job.id, pair: pair.id, connection: acme.source.id, news },
      ...{ operator: session.operator.id, token: uuid4(systemRandom), worker: uuid4(systemRandom) },
    };
  });
  afterAll(() => bench.close());

  async function raiseNews(tenant: string): Promise<string> {
    const id = uuid4(systemRandom);
    const sealer = await bench.secrets.sealers.of(tenant);
    await handleCommand(
      { store: bench.store, sealer, stream: alertStream(tenant, id), decider: alertDecider },
      {
        ...{ kind: 'RaiseAlert', commandId: uuid4(systemRandom), atMs: systemClock.wallMs() },
        ...{ actor: 'spec', facts: { tone: 'bad', about: 'job-finished', jobId: acme.job.id } },
      } as const,
    );
    await vi.waitUntil(() => bench.readStore.get('news', { tenant, id }));
    return id;
  }

  function pathOf(operation: Operation, given: Record<string, string> = ids): string {
    return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => given[name] ?? 'missing');
  }

  /** Nothing is sent that would change much: an open gate then finds the body, the revision or the object wanting. */
  async function ask(client: ApiClient, name: OperationName, given = ids) {
    const operation: Operation = operations[name];
    const query = name === 'search' ? '?q=x' : '';
    const response = await client.open(operation.method, `${pathOf(operation, given)}${query}`);
    const isStream = name === 'followLive' && response.ok;
    if (isStream) await response.body?.cancel();
    const code = isStream ? '' : ((/"code":"([\w-]+)"/.exec(await response.text()) ?? [])[1] ?? '');
    return { status: response.status, code };
  }

  /** True where the request came to its handler, or would have with a body and a revision. */
  function isOpen({ status, code }: { status: number; code: string }): boolean {
    return (
      ![401, 403, 404, 500].includes(status) || ['token-unknown', 'worker-unknown'].includes(code)
    );
  }

  for (const name of names.filter((one) => one !== 'signOut')) {
    it(`${name}: for ${expectations[name]}`, async () => {
      for (const actor of actors) {
        const expected = outcomes[expectations[name]][actor];
        const answer = await ask(clients[actor], name);
        const told = `${name} by ${actor}: ${answer.status} ${answer.code}`;
        if (expected === 0) expect(isOpen(answer), told).toBe(true);
        else expect(answer.status, told).toBe(expected);
      }
    });
  }

  it('tells nobody of another tenant from none at all', async () => {
    for (const name of names.filter((one) => operations[one].path.includes('{tenant}'))) {
      const hidden = await ask(clients.elsewhere, name);
      const unknown = await ask(clients.elsewhere, name, { ...ids, tenant: 'no-such' });
      expect(hidden, name).toEqual(unknown);
      expect(await ask(clients.admin, name, { ...ids, tenant: 'no-such' }), name).toEqual(unknown);
    }
  });

  it('finds nothing of another tenant by its id', async () => {
    const connection = connectionInput;
    const pair = { source: 'x@x', target: 'y@y' };
    const job = {
      name: 'J',
      sourceConnectionId: acme.source.id,
      targetConnectionId: acme.target.id,
    };
    const bodies: Partial<Record<OperationName, unknown>> = {
      editConnection: connection,
      testConnection: { mailbox: 'x', mailboxPassword: 'y' },
      testDirectory: {},
      editJob: job,
      setJobSchedule: { schedule: null },
      setCreation: { creation: null },
      planTargets: { plan: 'create', selection: { matching: {} } },
      tellInitialPasswords: { selection: { matching: {} } },
      changeConditions: { conditions: [] },
      previewConditions: { conditions: [] },
      startJob: {},
      requestDelta: {},
      moveJob: { before: null },
      addPair: pair,
      importPairs: 'source,target\nx@x,y@y\n',
      takeMailboxes: { conditions: [{ effect: 'include', by: 'all' }] },
      previewMatches: { rules: [{ by: 'address' }] },
      matchPairs: { matches: [{ id: '00000000-0000-4000-8000-000000000000', target: 'x@new' }] },
      refreshAddresses: { selection: { matching: {} } },
      actOnPairs: { action: 'hold', selection: { matching: {} } },
      editPair: pair,
    };
    const foreign = { ...ids, tenant: 'other' };
    const objects = names.filter((name) =>
      /\{(?:job|pair|connection|news)\}/.test(operations[name].path),
    );
    expect(objects.length).toBeGreaterThan(25);
    const before = await newest();
    for (const name of objects) {
      const operation: Operation = operations[name];
      const body = operation.body === undefined ? {} : { body: bodies[name] };
      expect(operation.body === undefined || bodies[name] !== undefined, `a body for ${name}`).toBe(
        true,
      );
      const answer = await clients.elsewhere.call(operation.method, pathOf(operation, foreign), {
        ...body,
        ...(operation.needsRevision ? { revision: 0 } : {}),
      });
      expect(answer.status, `${name}: ${answer.text}`).toBe(404);
    }
    expect(await newest()).toBe(before);
  });

  it('refuses connections of another tenant in a job', async () => {
    const body = {
      name: 'J',
      sourceConnectionId: acme.source.id,
      targetConnectionId: acme.target.id,
    };
    const answer = await clients.elsewhere.call('POST', '/tenants/other/jobs', { body });
    expect(answer).toMatchObject({ status: 422 });
  });

  it('changes nothing without the session’s CSRF token', async () => {
    const forged = bench.client();
    forged.cookie = clients.admin.cookie;
    for (const name of names.filter((one) => one !== 'signIn')) {
      const answer = await ask(forged, name);
      const isRead = operations[name].method === 'GET';
      if (isRead) expect(answer.code, name).not.toBe('csrf-wrong');
      else expect(answer, name).toEqual({ status: 403, code: 'csrf-wrong' });
    }
    forged.csrf = clients.viewer.csrf;
    expect(await ask(forged, 'startJob')).toEqual({ status: 403, code: 'csrf-wrong' });
  });

  it('lets a token do what its scopes, its tenant and its maker’s role allow together', async () => {
    const issue = async (maker: ApiClient, body: object) => {
      const client = bench.client();
      const made = await maker.must<{ token: string }>('POST', '/session/tokens', {
        body: { label: 't', ...body },
      });
      client.token = made.token;
      return client;
    };
    const reader = await issue(clients.operator, { scopes: ['read'] });
    const worker = await issue(clients.operator, { scopes: ['read', 'operate'] });
    const looker = await issue(clients.viewer, { scopes: ['read', 'operate'] });
    const bound = await issue(clients.admin, { scopes: ['read', 'operate'], tenant: 'other' });
    const boss = await issue(clients.admin, { scopes: ['read', 'operate', 'administer'] });
    for (const name of names) {
      const kind = expectations[name];
      const scope = scopeOf(operations[name]);
      const isSession = kind === 'session';
      const open = { status: 0 };
      const expected = (status: number) => (status === 0 ? open : { status });
      const check = async (client: ApiClient, status: number) => {
        const answer = await ask(client, name);
        const told = { status: isOpen(answer) ? 0 : answer.status };
        expect(told, `${name}: ${answer.status} ${answer.code}`).toEqual(expected(status));
      };
      if (kind === 'anybody') continue;
      const isScope = (...scopes: string[]) => scopes.includes(scope);
      const byRole = (actor: Actor) => outcomes[kind][actor];
      await check(reader, isSession ? 403 : byRole('operator') || (isScope('read') ? 0 : 403));
      await check(
        worker,
        isSession ? 403 : byRole('operator') || (isScope('read', 'operate') ? 0 : 403),
      );
      await check(
        looker,
        isSession ? 403 : byRole('viewer') || (isScope('read', 'operate') ? 0 : 403),
      );
      await check(boss, isSession ? 403 : 0);
      const isTenants = operations[name].path.includes('{tenant}');
      const isOwn = kind === 'self' && isScope('read');
      await check(bound, isTenants ? 404 : isOwn ? 0 : 403);
    }
    const { rows } = await bound.must<{ rows: { id: string }[] }>('GET', '/tenants');
    expect(rows.map(({ id }) => id)).toEqual(['other']);
  });

  it('lists to each only their own tenants', async () => {
    const list = async (client: ApiClient) =>
      (await client.must<{ rows: { id: string }[] }>('GET', '/tenants')).rows.map(({ id }) => id);
    expect(await list(clients.viewer)).toEqual(['acme']);
    expect(await list(clients.elsewhere)).toEqual(['other']);
    expect(await list(clients.admin)).toEqual(['acme', 'other']);
  });

  it('ends a session with signOut', async () => {
    const client = bench.client();
    await client.signIn('viewer', password);
    expect(await ask(client, 'readSession')).toMatchObject({ status: 200 });
    expect(await ask(client, 'signOut')).toMatchObject({ status: 204 });
    expect(await ask(client, 'readSession')).toMatchObject({ status: 401 });
  });

  async function newest(): Promise<bigint> {
    let position = 0n;
    const { signal } = new AbortController();
    for await (const message of bench.store.subscribeToAll({ signal })) {
      if (message.kind === 'caught-up') return position;
      ({ position } = message.event);
    }
    return position;
  }
});
