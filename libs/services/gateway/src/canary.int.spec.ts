import { collections, type Connection, type Pair } from '@mailhaul/contracts';
import { parseStream } from '@mailhaul/domain';
import { startImapServer } from '@mailhaul/mail-servers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ApiClient, Answer } from './spec-support/api-client.ts';
import { type GatewayBench, startGateway } from './spec-support/gateway-bench.ts';
import { connectionInput, makeTenant } from './spec-support/tenant-world.ts';

let bench: GatewayBench;
const written: string[] = [];
beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  }
  bench = await startGateway();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await bench.close();
});

it('keeps secrets out of answers, events, read models and logs', async () => {
  const server = await startImapServer({
    mailboxes: [{ user: 'anna@x', password: 'canary-right' }],
  });
  const { admin } = bench;
  const answers: Answer<unknown>[] = [];
  const call = async <Body>(...given: Parameters<ApiClient['call']>): Promise<Body> => {
    const answer = await admin.call<Body>(...given);
    answers.push(answer);
    return answer.body;
  };
  const world = await makeTenant(admin, 'acme');
  const root = '/tenants/acme';
  const directory = { host: '127.0.0.1', port: server.port, security: 'none', bindDn: 'cn=r' };
  const settings = { ...connectionInput.settings, signIn: 'admin', adminUser: 'root', directory };
  const secrets = {
    password: 'canary-connection',
    clientSecret: 'canary-client',
    refreshToken: 'canary-refresh',
    directoryPassword: 'canary-directory',
  };
  const made = await call<Connection>('POST', `${root}/connections`, {
    body: { settings, secrets },
  });
  const changed = { settings: { ...settings, name: 'x' }, secrets: { password: 'canary-changed' } };
  await call('PUT', `${root}/connections/${made.id}`, { body: changed, revision: made.revision });
  await call('PUT', `${root}/connections/${made.id}`, {
    body: { ...changed, settings: { host: 1 } },
    revision: 0,
  });
  await call('GET', `${root}/connections/${made.id}`);
  // What answers there is no directory, and may repeat what it is sent.
  await call('POST', `${root}/connections/${made.id}/test-directory`, { body: {} });
  await call('POST', `${root}/connections/test-directory`, {
    body: { directory, password: 'canary-reader' },
  });
  await call('GET', `${root}/connections/${made.id}/mailboxes`);
  const local = {
    ...connectionInput.settings,
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
  };
  for (const mailboxPassword of ['canary-right', 'canary-wrong']) {
    await call('POST', `${root}/connections/test`, {
      body: { settings: local, mailbox: 'anna@x', mailboxPassword },
    });
  }
  const pairs = `${root}/jobs/${world.job.id}/pairs`;
  const body = {
    source: 'a@x',
    target: 'b@x',
    sourcePassword: 'canary-pair',
    targetPassword: 'canary-pair',
  };
  const pair = await call<Pair>('POST', pairs, { body });
  await call('POST', pairs, { body });
  await call('PUT', `${root}/pairs/${pair.id}`, {
    body: { ...body, sourcePassword: 'canary-edited' },
    revision: pair.revision,
  });
  await call('POST', `${pairs}/import`, {
    body: 'source,target,source_password\nc@x,d@x,canary-csv\n',
  });
  await call('POST', `${pairs}/import`, {
    body: 'source,target,source_password\n,d@x,canary-csv\n',
  });
  const header = 'source,target,source_token,target_token';
  for (const row of ['t@x,u@x,canary-token,canary-token', ',v@x,canary-token,canary-token'])
    await call('POST', `${pairs}/import`, { body: `${header}\n${row}\n` });
  await call('POST', `${pairs}/import`, {
    body: `${header},source_password\nw@x,x@x,canary-token,,canary-csv\n`,
  });
  await call('POST', `${pairs}/import`, { body: 'source,target,canary-header\na,b,c\n' });
  const person = { login: 'someone', name: 'Someone', roles: [], password: 'canary-person' };
  await call('POST', '/operators', { body: person });
  await bench.client().signIn('someone', 'canary-person');
  answers.push(await bench.client().signIn('someone', 'canary-guess'));
  const issued = await admin.must<{ token: string }>('POST', '/session/tokens', {
    body: { label: 't', scopes: ['read'] },
  });
  await call('GET', '/session/tokens');
  for (const path of ['/jobs', '/connections', '/activity', '/news', '/report.csv'])
    await call('GET', `${root}${path}`);
  const append = bench.store.append.bind(bench.store);
  bench.store.append = () => {
    throw new Error('broke over canary-thrown');
  };
  await call('POST', `${root}/connections`, { body: { settings, secrets } });
  bench.store.append = append;
  await server.stop();

  const hidden = /canary-(?!header)/;
  const tokens = [issued.token, (admin.cookie ?? '').split('=')[1] ?? 'none'];
  const isClean = (text: string) =>
    !hidden.test(text) && tokens.every((token) => !text.includes(token));
  expect(answers.length).toBeGreaterThan(15);
  for (const { text, status } of answers) expect(isClean(text), `${status} ${text}`).toBe(true);
  const events = await everything();
  expect(events.length).toBeGreaterThan(10);
  for (const event of events) expect(isClean(event), event).toBe(true);
  for (const { name, fields } of collections) {
    const sort = { field: Object.keys(fields)[0] ?? '', direction: 'ascending' } as const;
    const { rows } = await bench.readStore.find(name, { sort, limit: 1000 });
    expect(isClean(JSON.stringify(rows.map((row) => row.body))), name).toBe(true);
  }
  expect(written.join('')).toContain('request-failed');
  expect(isClean(written.join(''))).toBe(true);
});

/** Every event, its sealed part opened. */
async function everything(): Promise<string[]> {
  const found: string[] = [];
  const { signal } = new AbortController();
  for await (const message of bench.store.subscribeToAll({ signal })) {
    if (message.kind === 'caught-up') return found;
    const { stream, id, data, metadata } = message.event;
    const sealer = await bench.secrets.sealers.of(parseStream(stream)?.tenant ?? '');
    const { sealed } = data;
    const plain = typeof sealed === 'string' ? sealer.open(sealed, `${stream}|${id}`) : '';
    found.push(JSON.stringify({ stream, data, metadata, plain }));
  }
  return found;
}
