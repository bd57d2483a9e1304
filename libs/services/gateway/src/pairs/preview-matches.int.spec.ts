import type { Connection, Job, MatchPreview, Pair, Problem } from '@mailhaul/contracts';
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
import type { ApiClient } from '../spec-support/api-client.ts';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { connectionInput } from '../spec-support/tenant-world.ts';

const tenant = 'acme';
const root = `/tenants/${tenant}`;
const [old, fresh] = [`ou=Old,${directoryBase}`, `ou=New,${directoryBase}`];

const person = (...[unit, name, mail, displayName]: readonly [string, string, string, string]) => ({
  dn: `cn=${name},${unit}`,
  ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: name, sn: name, mail },
  ...{ displayName, msExchRecipientTypeDetails: '1' },
});

let jobs = 0;

async function stage(
  admin: ApiClient,
  directories: { readonly source?: object; readonly target?: object },
) {
  jobs += 1;
  const connection = async (side: 'source' | 'target') => {
    const directory = directories[side];
    const settings = { ...connectionInput.settings, name: `${side} ${jobs}` };
    const body =
      directory === undefined
        ? { settings }
        : {
            settings: { ...settings, directory },
            secrets: { directoryPassword: directoryReaderPassword },
          };
    const { id } = await admin.must<Connection>('POST', `${root}/connections`, { body });
    return id;
  };
  const body = {
    name: `Job ${jobs}`,
    sourceConnectionId: await connection('source'),
    targetConnectionId: await connection('target'),
  };
  const { id } = await admin.must<Job>('POST', `${root}/jobs`, { body });
  const path = `${root}/jobs/${id}/pairs`;
  return {
    add: (source: string, target?: string) =>
      admin.must<Pair>('POST', path, { body: { source, ...(target && { target }) } }),
    preview: (rules?: readonly object[], selection?: object, skip = 0) =>
      admin.call<MatchPreview & Problem>('POST', `${path}/matches/preview`, {
        body: { ...(rules && { rules }), ...(selection && { selection }), skip },
      }),
  };
}

describeWithServer('slapd', 'automatch with directories', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let server: SlapdServer;

  beforeAll(async () => {
    server = await startSlapd({
      entries: [
        { dn: old, objectClass: 'organizationalUnit', ou: 'Old' },
        { dn: fresh, objectClass: 'organizationalUnit', ou: 'New' },
        person(old, 'carl-old', 'cm@old.example', 'Carl Moor'),
        person(fresh, 'anna', 'anna@new.example', 'Anna'),
        person(fresh, 'bert-1', 'bert@new.example', 'Bert'),
        person(fresh, 'bert-2', 'bert@other.example', 'Bert'),
        person(fresh, 'carl', 'carl.moor@new.example', 'Moor, Carl'),
        person(fresh, 'dora', 'dora@new.example', 'Dora'),
      ],
    });
    bench = await startGateway({ addressGuard: new NetworkGuard({ granted: ['127.0.0.0/8'] }) });
    ({ admin } = bench);
    await admin.must('POST', '/tenants', { body: { id: tenant, name: 'Acme' } });
  }, 120_000);
  afterAll(async () => {
    await bench.close();
    await server.stop();
  });

  const directory = (baseDn: string) => ({
    ...{ host: '127.0.0.1', port: server.port, security: 'starttls', ca: server.certificate },
    ...{ bindDn: directoryReader, baseDn },
  });

  it('proposes by address and name, and says what a person must choose', async () => {
    const job = await stage(admin, { source: directory(old), target: directory(fresh) });
    await job.add('dora@old.example', 'dora@new.example');
    for (const name of ['anna', 'bert', 'cm', 'dora2', 'zoe']) await job.add(`${name}@old.example`);
    const { body } = await job.preview();
    expect(body.counts).toEqual({
      matched: 2,
      missing: 0,
      ambiguous: 1,
      conflict: 0,
      unmatched: 2,
    });
    expect(body).toMatchObject({
      ...{ directory: 'directory', moreCount: 0 },
      rows: [
        { source: 'anna@old.example', result: 'matched', target: 'anna@new.example' },
        {
          ...{ source: 'bert@old.example', result: 'ambiguous', by: 'local-part' },
          targets: [
            { address: 'bert@new.example', id: expect.stringMatching(/^entryUUID:/) as string },
            { address: 'bert@other.example', id: expect.stringMatching(/^entryUUID:/) as string },
          ],
        },
        {
          ...{ source: 'cm@old.example', result: 'matched', by: 'name', confidence: 'weak' },
          ...{ target: 'carl.moor@new.example', name: 'Carl Moor' },
        },
        { source: 'dora2@old.example', result: 'unmatched' },
        { source: 'zoe@old.example', result: 'unmatched' },
      ],
    });
  });

  it('goes on behind those that were seen before', async () => {
    const job = await stage(admin, { target: directory(fresh) });
    for (const name of ['anna', 'bert', 'dora']) await job.add(`${name}@old.example`);
    const sources = async (skip: number) => {
      const { body } = await job.preview(undefined, undefined, skip);
      return [body.rows.map(({ source }) => source), body.moreCount];
    };
    expect(await sources(1)).toEqual([['bert@old.example', 'dora@old.example'], 0]);
    expect(await sources(3)).toEqual([[], 0]);
    expect(await sources(9)).toEqual([[], 0]);
  });

  it('says how each stands, and which target it has', async () => {
    const job = await stage(admin, { target: directory(fresh) });
    await job.add('dora@old.example', 'dora@new.example');
    await job.add('anna@old.example');
    const { body } = await job.preview(undefined, { matching: {} });
    const [anna, dora] = body.rows;
    expect(anna).toMatchObject({ source: 'anna@old.example', status: 'not-matched' });
    expect(anna).not.toHaveProperty('current');
    expect(dora).toMatchObject({ status: 'ready', current: 'dora@new.example' });
  });

  it('checks patterns: a mailbox that is missing, or is another pair’s', async () => {
    const job = await stage(admin, { target: directory(fresh) });
    await job.add('x@old.example', 'dora@new.example');
    for (const name of ['anna', 'dora', 'zoe']) await job.add(`${name}@old.example`);
    const { body } = await job.preview([{ by: 'pattern', pattern: '{localpart}@new.example' }]);
    expect(body.rows).toMatchObject([
      { result: 'matched', target: 'anna@new.example', confidence: 'likely' },
      { result: 'conflict', target: 'dora@new.example' },
      { result: 'missing', target: 'zoe@new.example' },
    ]);
  });
});

describe('automatch without a directory', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  beforeAll(async () => {
    bench = await startGateway();
    ({ admin } = bench);
    await admin.must('POST', '/tenants', { body: { id: tenant, name: 'Acme' } });
  });
  afterAll(() => bench.close());

  it('goes by patterns and expressions alone, and says that nobody checked', async () => {
    const job = await stage(admin, {});
    await job.add('ann.lee@old.example');
    const { body } = await job.preview([
      { by: 'local-part' },
      { by: 'expression', expression: '(\\w+)\\.(\\w+)@old\\.example', target: '$2.$1@new' },
    ]);
    expect(body).toMatchObject({
      directory: 'none',
      rows: [{ result: 'matched', target: 'lee.ann@new', confidence: 'unchecked' }],
    });
  });

  it.each([
    ['an expression that never ends', { expression: '(a+)+b|.*', target: 'x' }, 'too long'],
    ['no expression', { expression: '(', target: 'x' }, 'no regular expression'],
    ['one that matches no address', { expression: 'x', target: '$&' }, undefined],
  ])('%s', async (_, rule, fault) => {
    const job = await stage(admin, {});
    await job.add(`${'a'.repeat(60)}@old.example`);
    const { body } = await job.preview([{ by: 'expression', ...rule }]);
    if (fault === undefined) expect(body.rows).toMatchObject([{ result: 'unmatched' }]);
    else {
      expect(body.code).toBe('body-invalid');
      expect(body.faults?.[0]?.message).toContain(fault);
      expect(body.faults?.[0]?.place).toBe('rules.0.expression');
    }
  });

  it('refuses a pattern that is the same for all', async () => {
    const job = await stage(admin, {});
    const { body } = await job.preview([{ by: 'pattern', pattern: 'all@new.example' }]);
    expect(body).toMatchObject({ code: 'body-invalid' });
  });
});
