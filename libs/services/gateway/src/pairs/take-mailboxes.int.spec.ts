import type { Connection, Job, Pair, Problem, TakenMailboxes } from '@mailhaul/contracts';
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

const root = '/tenants/acme';
const unit = `ou=Berlin,${directoryBase}`;
const person = (name: string, place: string) => ({
  dn: `cn=${name},${place}`,
  ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: name, sn: name },
  ...{ mail: `${name}@old.example`, msExchRecipientTypeDetails: '1' },
});

describeWithServer('slapd', 'the mailboxes that conditions take', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let server: SlapdServer;
  let jobs = 0;

  beforeAll(async () => {
    server = await startSlapd({
      entries: [
        { dn: unit, objectClass: 'organizationalUnit', ou: 'Berlin' },
        ...[person('anna', unit), person('bert', unit), person('carl', directoryBase)],
        {
          ...{ dn: `cn=Staff,${unit}`, objectClass: 'groupOfNames', cn: 'Staff' },
          member: [`cn=bert,${unit}`, `cn=carl,${directoryBase}`],
        },
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

  async function stage(hasDirectory = true) {
    jobs += 1;
    const connection = async (name: string, isSource: boolean) => {
      const directory = {
        ...{ host: '127.0.0.1', port: server.port, security: 'starttls', ca: server.certificate },
        bindDn: directoryReader,
      };
      const settings = { ...connectionInput.settings, name: `${name} ${jobs}` };
      const body =
        isSource && hasDirectory
          ? {
              settings: { ...settings, directory },
              secrets: { directoryPassword: directoryReaderPassword },
            }
          : { settings };
      return (await admin.must<Connection>('POST', `${root}/connections`, { body })).id;
    };
    const body = {
      name: `Job ${jobs}`,
      sourceConnectionId: await connection('Old', true),
      targetConnectionId: await connection('New', false),
    };
    const { id } = await admin.must<Job>('POST', `${root}/jobs`, { body });
    const path = `${root}/jobs/${id}/pairs`;
    return {
      add: (source: string) => admin.must<Pair>('POST', path, { body: { source } }),
      take: (conditions: readonly object[], query = '') =>
        admin.call<TakenMailboxes & Problem>('POST', `${path}/taken${query}`, {
          body: { conditions },
        }),
      sources: async () => {
        const { rows } = await admin.must<{ rows: Pair[] }>('GET', path);
        return rows.map(({ source, status }) => `${source} ${status}`);
      },
    };
  }
  const include = (condition: object) => ({ effect: 'include', ...condition });
  const exclude = (condition: object) => ({ effect: 'exclude', ...condition });

  it('join the job without a target; who no longer belongs to it is named, and stays', async () => {
    const job = await stage();
    await job.add('Carl@old.example');
    await job.add('gone@old.example');
    const conditions = [include({ by: 'unit', unit }), exclude({ by: 'group', group: 'Staff' })];
    const told = {
      ...{ entering: ['anna@old.example'], stayingCount: 0 },
      leaving: [
        { source: 'Carl@old.example', reason: 'excluded' },
        { source: 'gone@old.example', reason: 'gone' },
      ],
    };
    expect((await job.take(conditions, '?dryRun=true')).body).toEqual(told);
    expect(await job.sources()).toHaveLength(2);
    expect((await job.take(conditions)).body).toEqual(told);
    expect(await job.sources()).toEqual([
      'anna@old.example not-matched',
      'Carl@old.example not-matched',
      'gone@old.example not-matched',
    ]);
    const again = await job.take(conditions);
    expect(again.body).toMatchObject({ entering: [], stayingCount: 1 });
  });

  it('are read anew each time', async () => {
    const job = await stage();
    await job.take([include({ by: 'pattern', pattern: '*a*@old.example' })]);
    const { body } = await job.take([include({ by: 'group', group: 'Staff' })], '?dryRun=true');
    expect(body).toEqual({
      ...{ entering: ['bert@old.example'], stayingCount: 1 },
      leaving: [{ source: 'anna@old.example', reason: 'not-included' }],
    });
  });

  it('are nobody where the source has no directory, or no such group', async () => {
    const bare = await stage(false);
    expect((await bare.take([include({ by: 'all' })])).body).toMatchObject({
      code: 'directory-missing',
    });
    const job = await stage();
    const { body } = await job.take([include({ by: 'group', group: 'Nobody' })]);
    expect(body).toMatchObject({ code: 'query-invalid', faults: [{ place: 'group' }] });
    expect(await job.sources()).toEqual([]);
  });
});
