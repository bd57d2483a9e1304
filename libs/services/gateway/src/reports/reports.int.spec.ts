import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { makeTenant, type TenantWorld } from '../spec-support/tenant-world.ts';

describe('reports as CSV', () => {
  let bench: GatewayBench;
  let world: TenantWorld;
  beforeAll(async () => {
    bench = await startGateway();
    world = await makeTenant(bench.admin, 'acme');
  });
  afterAll(() => bench.close());

  it('tells all jobs, a job’s mailboxes, a mailbox’s folders and its items', async () => {
    const { admin } = bench;
    const root = '/tenants/acme';
    const job = `${root}/jobs/${world.job.id}`;
    const body = 'source,target\n=cmd|x@old,"+1@new"\nb@old,b@new\n';
    await admin.must('POST', `${job}/pairs/import`, { body });
    const { rows } = await admin.must<{ rows: { id: string }[] }>('GET', `${job}/pairs`);
    const pair = `${root}/pairs/${rows[0]?.id ?? ''}`;
    const reports = {
      overall: await admin.call('GET', `${root}/report.csv`),
      job: await admin.call('GET', `${job}/report.csv`),
      folders: await admin.call('GET', `${pair}/report.csv`),
      items: await admin.call('GET', `${pair}/log.csv`),
    };
    for (const { status, headers } of Object.values(reports)) {
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.csv"$/);
    }
    expect(reports.overall.text).toContain('First job,draft,2,');
    const lines = reports.job.text.trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^'=cmd\|x@old,'\+1@new,/);
    expect(reports.folders.text).toMatch(/source_folder,target_folder/);
    expect(reports.items.text).toMatch(/source_id,target_id/);
    expect((await admin.call('GET', `${root}/pairs/${world.job.id}/log.csv`)).status).toBe(404);
  });
});
