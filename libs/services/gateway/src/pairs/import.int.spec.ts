import type { AppendResult, EventStore } from '@mailhaul/application';
import type { Job, Pair, Problem } from '@mailhaul/contracts';
import { jobStream, pairStream } from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../spec-support/api-client.ts';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { makeJob, makeTenant, type TenantWorld } from '../spec-support/tenant-world.ts';

describe('pairs from CSV', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let world: TenantWorld;
  let job: Job;
  let path: string;
  beforeAll(async () => {
    bench = await startGateway();
    ({ admin } = bench);
    world = await makeTenant(admin, 'acme');
  });
  afterAll(() => bench.close());

  async function fresh(name: string): Promise<void> {
    job = await makeJob(admin, world, name);
    path = `/tenants/acme/jobs/${job.id}/pairs`;
  }
  const send = (text: string, query = '', key?: string) =>
    admin.call<Problem & { added: number; updated: number; unchanged: number; belowRoot: number }>(
      'POST',
      `${path}/import${query}`,
      {
        body: text,
        ...(key === undefined ? {} : { key }),
      },
    );
  /** As the job itself has it. */
  const pairCount = async () => {
    const events = await Array.fromAsync(bench.store.readStream(jobStream('acme', job.id)));
    return events.reduce((sum, { data }) => sum + Number(data['added'] ?? 0), 0);
  };
  const list = async () => (await admin.must<{ rows: Pair[] }>('GET', `${path}?limit=500`)).rows;

  it('takes UTF-8 with a byte order mark, semicolons, other names and quoted cells', async () => {
    await fresh('Dialects');
    const text =
      '\ufeff"Source Mailbox";TARGET-ADDRESS;id;Prio;source_password\r\n' +
      'jürgen@old.example;"j@new.example";7;2;"pass;word ""x"""\r\n\r\n' +
      'b@old.example;b@new.example;;;\r\n';
    expect(await send(text)).toMatchObject({
      status: 200,
      body: { added: 2, updated: 0, unchanged: 0 },
    });
    expect(await list()).toMatchObject([
      { source: 'b@old.example', priority: 1, hasSourcePassword: false },
      { source: 'jürgen@old.example', externalId: '7', priority: 2, hasSourcePassword: true },
    ]);
    const [, { id }] = (await list()) as [Pair, Pair];
    const [added] = await Array.fromAsync(bench.store.readStream(pairStream('acme', id)));
    const { source: version } = added?.data['credentials'] as { source: number };
    const stored = await bench.secrets.secrets.get({
      tenant: 'acme',
      owner: `pair.${id}`,
      version,
    });
    expect(stored).toBe('pass;word "x"');
  });

  it('takes no row while one is wrong, and names each with line and column', async () => {
    await fresh('Faults');
    await send('source,target\ntaken@old.example,taken@new.example\n');
    const text =
      'source,target,priority\n' +
      'good@old.example,good@new.example,2\n' +
      ',no-source@new.example,\n' +
      'a b@old.example,x@new.example,9\n' +
      'GOOD@old.example,other@new.example,\n' +
      'too,many,1,2\n' +
      'new@old.example,taken@new.example,\n';
    const answer = await send(text);
    expect(answer).toMatchObject({ status: 422, body: { code: 'csv-invalid' } });
    const places = answer.body.faults?.map(({ place }) => place);
    expect(places).toEqual([
      'line 3, source',
      'line 4, source',
      'line 4, priority',
      'line 5, source',
      'line 6',
    ]);
    const clash = await send(
      'source,target\nnew@old.example,TAKEN@new.example\ntaken@old.example,z@new.example\n',
    );
    expect(clash.body.faults?.map(({ place }) => place)).toEqual([
      'line 2, target',
      'line 3, source',
    ]);
    expect(await list()).toHaveLength(1);
  });

  it('says of other files what they are', async () => {
    await fresh('No CSV');
    const wrong: [string, string][] = [
      ['', 'empty'],
      ['source,target\n', 'no row'],
      ['target\na@x\n', 'missing in the header'],
      ['source,target,source\na,b,c\n', 'there twice'],
      ['source,target,password\na,b,c\n', 'is none of'],
      ['source,target\n"a,b\n', 'not closed'],
      [`source,target\n${'x'.repeat(30_000)},b\n`, 'longer than'],
    ];
    for (const [text, words] of wrong) {
      const answer = await send(text);
      expect(answer.status, words).toBe(422);
      expect(JSON.stringify(answer.body.faults), text.slice(0, 40)).toContain(words);
    }
    const binary = await fetch(`${bench.url}/api/v1${path}/import`, {
      method: 'POST',
      headers: {
        'content-type': 'text/csv',
        cookie: admin.cookie ?? '',
        'x-csrf-token': admin.csrf ?? '',
      },
      body: Buffer.concat([
        Buffer.from('source,target\na'),
        Buffer.from([0xff, 0xfe]),
        Buffer.from(',b\n'),
      ]),
    });
    expect(await binary.text()).toContain('not UTF-8');
    const type = await admin.call('POST', `${path}/import`, { body: { a: 1 } });
    expect(type.status).toBe(415);
  });

  it('tries without taking, and updates what is imported again', async () => {
    await fresh('Again');
    const one =
      'source,target,external_id,priority\na@old2.example,a@new2.example,1,2\nb@old2.example,b@new2.example,,\n';
    expect(await send(one, '?dryRun=true')).toMatchObject({ body: { added: 2 } });
    expect(await list()).toEqual([]);
    expect(await send(one)).toMatchObject({ body: { added: 2 } });
    expect(await send(one)).toMatchObject({ body: { added: 0, updated: 0, unchanged: 2 } });
    const two =
      'source,target,external_id,priority\na2@old2.example,a@new2.example,1,2\nB@old2.example,b@new2.example,,5\n';
    expect(await send(two, '?dryRun=true')).toMatchObject({ body: { added: 0, updated: 2 } });
    expect(await send(two)).toMatchObject({ body: { added: 0, updated: 2, unchanged: 0 } });
    expect((await list()).map(({ source, priority }) => [source, priority])).toEqual([
      ['a2@old2.example', 2],
      ['b@old2.example', 5],
    ]);
    const started = await admin.call<Job>('POST', `/tenants/acme/jobs/${job.id}/start`);
    expect(started.status).toBe(202);
  });

  it('takes new addresses under the same ids for new names of the same mailboxes', async () => {
    await fresh('Renamed');
    const head = 'external_id,source,target\n';
    await send(`${head}1,a@was.example,a@is.example\n2,b@was.example,b@is.example\n`);
    const before = await list();
    const taken = `${head}1,b@was.example,b@is.example\n`;
    expect(await send(taken)).toMatchObject({ body: { code: 'csv-invalid' } });
    const free = `${head}1,anna@was.example,anna@is.example\n2,b@was.example,bert@is.example\n`;
    expect(await send(free)).toMatchObject({ body: { added: 0, updated: 2, unchanged: 0 } });
    expect(await send(free)).toMatchObject({ body: { added: 0, updated: 0, unchanged: 2 } });
    const after = await list();
    expect(after.map(({ id }) => id).toSorted()).toEqual(before.map(({ id }) => id).toSorted());
    expect(after.map(({ source, target, generation }) => [source, target, generation])).toEqual([
      ['anna@was.example', 'anna@is.example', 1],
      ['b@was.example', 'bert@is.example', 1],
    ]);
    const stream = pairStream('acme', after[0]?.id ?? '');
    const events = await Array.fromAsync(bench.store.readStream(stream));
    expect(events.map(({ type }) => type)).toEqual(['PairAdded', 'AddressRefreshed']);
    // What was one row's is another's from now on.
    const swapped = `${head}2,anna@was.example,anna@is.example\n1,b@was.example,bert@is.example\n`;
    expect(await send(swapped)).toMatchObject({ body: { added: 0, updated: 2 } });
    expect((await list()).map(({ source, externalId }) => [source, externalId])).toEqual([
      ['anna@was.example', '2'],
      ['b@was.example', '1'],
    ]);
  });

  it('takes a folder root for a row, keeps it where a later file says nothing, and / takes it away', async () => {
    await fresh('Roots');
    const head = 'external_id,source,target,Folder Root\n';
    const ann = '1,a@root.example,a@rooted.example,';
    const bob = '2,b@root.example,b@rooted.example,';
    const roots = async () => (await list()).map(({ folderRoot }) => folderRoot);
    const first = `${head}${ann}/Old mail/Ann/\n${bob}\n`;
    expect(await send(first, '?dryRun=true')).toMatchObject({ body: { added: 2, belowRoot: 1 } });
    expect(await send(first)).toMatchObject({ body: { added: 2, belowRoot: 1 } });
    expect(await roots()).toEqual(['Old mail/Ann', undefined]);
    expect(await send(first)).toMatchObject({ body: { unchanged: 2, belowRoot: 1 } });
    expect(await send(`${head}${ann}\n`)).toMatchObject({ body: { unchanged: 1, belowRoot: 1 } });
    const other = `${head}${ann}Elsewhere\n`;
    expect(await send(other)).toMatchObject({ body: { updated: 1, belowRoot: 1 } });
    expect(await roots()).toEqual(['Elsewhere', undefined]);
    expect(await send(`${head}${ann}/\n`)).toMatchObject({ body: { updated: 1, belowRoot: 0 } });
    expect(await roots()).toEqual([undefined, undefined]);
    const [{ id } = { id: '' }] = await list();
    const events = await Array.fromAsync(bench.store.readStream(pairStream('acme', id)));
    expect(events.map(({ type }) => type)).toEqual(['PairAdded', 'PairEdited', 'PairEdited']);
    expect(JSON.stringify(events.map(({ data }) => data))).not.toContain('Old mail');
  });

  it('keeps what an empty cell or an absent column does not say', async () => {
    await fresh('Silent');
    // The two are of one source address: only their ids tell their order.
    const listed = async () =>
      (await list()).toSorted((a, b) => (a.externalId ?? '').localeCompare(b.externalId ?? ''));
    const columns = 'external_id,source,target,source_user,target_user,source_kind,target_kind';
    const rows = [
      '1,a@silent.example,a@heard.example,anna,a.lee,shared,room',
      '2,a@silent.example,a@heard.example,,,archive,archive',
    ];
    expect(await send([columns, ...rows].join('\n'))).toMatchObject({ body: { added: 2 } });
    const before = await listed();
    const mute = [
      '1,a@silent.example,a@heard.example,,,,',
      '2,a@silent.example,a@heard.example,,,archive,archive',
    ];
    const unchanged = { body: { added: 0, updated: 0, unchanged: 2 } };
    expect(await send([columns, ...mute].join('\n'), '?dryRun=true')).toMatchObject(unchanged);
    expect(await send([columns, ...mute].join('\n'))).toMatchObject(unchanged);
    expect(await listed()).toEqual(before);
    // An id alone tells which of the two it is, so that one of them can be renamed without its other columns.
    const renamed = 'external_id,source,target\n2,a@silent.example,ann@heard.example\n';
    expect(await send(renamed)).toMatchObject({ body: { updated: 1 } });
    expect(await listed()).toMatchObject([
      { sourceUser: 'anna', targetUser: 'a.lee', sourceKind: 'shared', targetKind: 'room' },
      { target: 'ann@heard.example', sourceKind: 'archive', targetKind: 'archive', generation: 1 },
    ]);
    // The mailbox itself takes its user away.
    const own =
      'external_id,source,target,source_user\n1,a@silent.example,a@heard.example,a@silent.example\n';
    expect(await send(own)).toMatchObject({ body: { updated: 1 } });
    const [first] = await listed();
    expect(first).toMatchObject({ externalId: '1', targetUser: 'a.lee' });
    expect(first).not.toHaveProperty('sourceUser');
    expect(await send(own)).toMatchObject({ body: { unchanged: 1 } });
  });

  it('leaves the finding of a target as it is where a file names the same one', async () => {
    await fresh('Found before');
    await send('source\nf@found.example\n');
    const [{ id } = { id: '' }] = await list();
    const matches = [
      { id, target: 'f@new.example', targetId: 'entryUUID:1', matchedBy: 'automatic' },
    ];
    await admin.must('POST', `/tenants/acme/jobs/${job.id}/pairs/matches`, { body: { matches } });
    const text = 'source,target\nF@found.example,F@NEW.example\n';
    expect(await send(text)).toMatchObject({ body: { updated: 0, unchanged: 1 } });
    expect(await list()).toMatchObject([
      {
        source: 'f@found.example',
        target: 'f@new.example',
        targetId: 'entryUUID:1',
        matchedBy: 'automatic',
      },
    ]);
  });

  it('refuses a folder root that no folder can be, with line and column', async () => {
    await fresh('No roots');
    const rows = [`a@x.example,a@y.example,a//b`, `b@x.example,b@y.example,a\u0007b`];
    const long = `c@x.example,c@y.example,${'x'.repeat(501)}`;
    const answer = await send(['source,target,folder_root', ...rows, long].join('\n'));
    expect(answer).toMatchObject({ status: 422, body: { code: 'csv-invalid' } });
    expect(answer.body.faults).toEqual([
      {
        place: 'line 2, folder_root',
        message: expect.stringContaining('without a name') as string,
      },
      { place: 'line 3, folder_root', message: expect.stringContaining('control') as string },
      {
        place: 'line 4, folder_root',
        message: expect.stringContaining('500 characters') as string,
      },
    ]);
    expect(await list()).toEqual([]);
  });

  it('changes a password only where it is another one', async () => {
    await fresh('Passwords');
    const csv = (password: string) =>
      `source,target,source_password\np@old3.example,p@new3.example,${password}\n`;
    expect(await send(csv('one'))).toMatchObject({ body: { added: 1 } });
    expect(await send(csv('one'))).toMatchObject({ body: { unchanged: 1 } });
    expect(await send(csv('two'))).toMatchObject({ body: { updated: 1 } });
  });

  it('keeps a token of its own for a side, or a password, but not both', async () => {
    await fresh('Tokens');
    const csv = (cells: string) =>
      `source;target;source_token;target_token;source_password\nt@old3.example;t@new3.example;${cells}\n`;
    const both = await send(csv('one;;secret'));
    expect(both.status).toBe(422);
    expect(both.body.faults).toEqual([
      {
        place: 'line 2, source_token',
        message: 'stands beside a password: give the one that the connection signs in with',
      },
    ]);
    expect(await list()).toEqual([]);
    expect(await send(csv('one;two;'))).toMatchObject({ body: { added: 1 } });
    expect(await list()).toMatchObject([{ hasSourcePassword: true, hasTargetPassword: true }]);
    expect(await send(csv('one;;'))).toMatchObject({ body: { unchanged: 1 } });
    // The same letters as a password are another secret.
    expect(await send(csv(';;one'))).toMatchObject({ body: { updated: 1 } });
  });

  it('gives mailboxes that have moved on back to a pair of their own', async () => {
    await fresh('Moved on');
    await send('source,target\nm@old4.example,m@new4.example\n');
    const [pair] = (await list()) as [Pair];
    const body = { source: 'moved@old4.example', target: 'moved@new4.example' };
    await admin.must('PUT', `/tenants/acme/pairs/${pair.id}`, { body, revision: pair.revision });
    expect(await send('source,target\nm@old4.example,m@new4.example\n')).toMatchObject({
      body: { added: 1 },
    });
    expect((await list()).map(({ source }) => source)).toEqual([
      'm@old4.example',
      'moved@old4.example',
    ]);
  });

  it('finishes an import that was cut short, and the job knows of its pairs', async () => {
    await fresh('Cut short');
    const rows = Array.from({ length: 40 }, (_, n) => `c${n}@old5.example,c${n}@new5.example`);
    const text = `source,target\n${rows.join('\n')}\n`;
    const append = bench.store.append.bind(bench.store);
    let left = 25;
    bench.store.append = (...given) => {
      left -= 1;
      if (left < 0) throw new Error('the process was killed here');
      return append(...given);
    };
    const key = ApiClient.key();
    expect((await send(text, '', key)).status).toBe(500);
    bench.store.append = append;
    expect(await send(text, '', key)).toMatchObject({ status: 200, body: { added: 40 } });
    expect(await list()).toHaveLength(40);
    expect(await send(text, '', key)).toMatchObject({ status: 200, body: { added: 40 } });
    expect(await pairCount()).toBe(40);
    // Cut short between the last pair and the job: the next import finds out, or a start.
    await fresh('Untold');
    left = 3;
    bench.store.append = (...given) => {
      if (given[0].startsWith('job-')) throw new Error('the process was killed here');
      return append(...given);
    };
    const few = 'source,target\nu1@old6.example,u1@new6.example\n';
    expect((await send(few)).status).toBe(500);
    bench.store.append = append;
    expect(await send(few)).toMatchObject({ body: { unchanged: 1 } });
    expect(await pairCount()).toBe(1);
    expect((await admin.call('POST', `/tenants/acme/jobs/${job.id}/start`)).status).toBe(202);
  });

  it('takes 10,000 rows within ten seconds, and no more than it says', async () => {
    await fresh('Many');
    const rows = Array.from(
      { length: 10_000 },
      (_, n) => `n${n}@old7.example,n${n}@new7.example,e${n}`,
    );
    const startMs = performance.now();
    const answer = await send(`source,target,external_id\n${rows.join('\n')}\n`);
    const tookMs = performance.now() - startMs;
    console.log(`10,000 rows in ${Math.round(tookMs)} ms`);
    expect(answer).toMatchObject({ status: 200, body: { added: 10_000 } });
    expect(tookMs).toBeLessThan(10_000);
    const small = await startGateway({ limits: { csvRowsMax: 2, csvBytesMax: 200 } });
    const other = await makeTenant(small.admin, 'acme');
    const at = `/tenants/acme/jobs/${other.job.id}/pairs/import`;
    const three = 'source,target\na,b\nc,d\ne,f\n';
    expect(await small.admin.call('POST', at, { body: three })).toMatchObject({
      status: 413,
      body: { code: 'too-many-rows' },
    });
    expect(
      await small.admin.call('POST', at, { body: `source,target\n${'x'.repeat(300)},b\n` }),
    ).toMatchObject({ status: 413 });
    await small.close();
  });
});

/** From the tenth pair on, pairs are stored when the gate is opened. */
class SlowStore extends MemoryEventStore {
  readonly gate = Promise.withResolvers<void>();
  pairCount = 0;

  override async append(...request: Parameters<EventStore['append']>): Promise<AppendResult> {
    if (request[0].startsWith('pair-')) {
      this.pairCount += 1;
      if (this.pairCount > 10) await this.gate.promise;
    }
    return super.append(...request);
  }
}

it('leaves no pair behind in a job that is deleted meanwhile', async () => {
  const store = new SlowStore({ clock: systemClock });
  const bench = await startGateway({ store });
  try {
    const { admin } = bench;
    const { job } = await makeTenant(admin, 'acme');
    const rows = Array.from({ length: 50 }, (_, n) => `a${n}@old.example,a${n}@new.example,x`);
    const body = ['source,target,source_password', ...rows].join('\n');
    const importing = admin.call('POST', `/tenants/acme/jobs/${job.id}/pairs/import`, { body });
    await expect.poll(() => store.pairCount).toBeGreaterThan(10);
    const { revision } = job;
    const deleting = admin.call('DELETE', `/tenants/acme/jobs/${job.id}`, { revision });
    await systemClock.sleep(300);
    store.gate.resolve();
    // The import came first: whoever deletes has not seen what it did.
    expect((await importing).status).toBe(200);
    expect((await deleting).status).toBe(412);
  } finally {
    await bench.close();
  }
});
