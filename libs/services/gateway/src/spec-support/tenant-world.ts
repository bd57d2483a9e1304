import type { Connection, Job, Pair } from '@mailhaul/contracts';
import type { ApiClient } from './api-client.ts';

export const connectionInput = {
  settings: {
    ...{ name: 'Old mail', kind: 'imap', host: 'mail.example', security: 'tls' },
    signIn: 'mailbox',
  },
};

/** A tenant with two connections and a job, as an operator makes them. */
export interface TenantWorld {
  readonly tenant: string;
  readonly source: Connection;
  readonly target: Connection;
  readonly job: Job;
}

export async function makeTenant(admin: ApiClient, tenant: string): Promise<TenantWorld> {
  await admin.must('POST', '/tenants', { body: { id: tenant, name: `Tenant ${tenant}` } });
  const connect = (name: string) =>
    admin.must<Connection>('POST', `/tenants/${tenant}/connections`, {
      body: { settings: { ...connectionInput.settings, name } },
    });
  const source = await connect('Old mail');
  const target = await connect('New mail');
  const job = await makeJob(admin, { tenant, source, target }, 'First job');
  return { tenant, source, target, job };
}

export function makeJob(
  admin: ApiClient,
  { tenant, source, target }: Omit<TenantWorld, 'job'>,
  name: string,
): Promise<Job> {
  const body = { name, sourceConnectionId: source.id, targetConnectionId: target.id };
  return admin.must<Job>('POST', `/tenants/${tenant}/jobs`, { body });
}

export function makePair(
  admin: ApiClient,
  { tenant, job }: Pick<TenantWorld, 'tenant' | 'job'>,
  name: string,
): Promise<Pair> {
  const body = { source: `${name}@old.example`, target: `${name}@new.example` };
  return admin.must<Pair>('POST', `/tenants/${tenant}/jobs/${job.id}/pairs`, { body });
}
