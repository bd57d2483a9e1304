/** Whose streams they are that belong to no single tenant. */
export const providerTenant = 'provider';

/** Streams carry the tenant, so that nothing of another tenant can be read by a wrong id. */
export function ledgerStream(tenant: string, pairId: string, generation: number): string {
  return `ledger-${tenant}.${pairId}.${generation}`;
}

export function pairStream(tenant: string, pairId: string): string {
  return `pair-${tenant}.${pairId}`;
}

export function jobStream(tenant: string, jobId: string): string {
  return `job-${tenant}.${jobId}`;
}

export function connectionStream(tenant: string, connectionId: string): string {
  return `connection-${tenant}.${connectionId}`;
}

export function tenantStream(tenant: string): string {
  return `tenant-${tenant}.self`;
}

export function alertStream(tenant: string, alertId: string): string {
  return `alert-${tenant}.${alertId}`;
}

/** What a tenant wants to be told. */
export function newsOptionsStream(tenant: string): string {
  return `newsoptions-${tenant}.self`;
}

/** The mails of a tenant's news of one tone. */
export function mailingStream(tenant: string, tone: 'good' | 'bad'): string {
  return `mailing-${tenant}.${tone}`;
}

export const mailerStream = `mailer-${providerTenant}.self`;

export function operatorStream(operatorId: string): string {
  return `operator-${providerTenant}.${operatorId}`;
}

/** Which scheduler decides for the tenants of a shard. */
export function shardStream(shard: number): string {
  return `shard-${providerTenant}.${shard}`;
}

/** What was ordered of the workers of a name. */
export function workerStream(worker: string): string {
  return `worker-${providerTenant}.${encodeURIComponent(worker)}`;
}

export interface StreamParts {
  readonly category: string;
  readonly tenant: string;
  /** What stands behind the tenant; of a ledger also its generation. */
  readonly id: string;
}

/** Undefined: no stream of ours. A category has no `-`, a tenant no `.`. */
export function parseStream(stream: string): StreamParts | undefined {
  const dash = stream.indexOf('-');
  const dot = stream.indexOf('.', dash);
  if (dash < 1 || dot < dash + 2 || dot === stream.length - 1) return undefined;
  return {
    category: stream.slice(0, dash),
    tenant: stream.slice(dash + 1, dot),
    id: stream.slice(dot + 1),
  };
}
