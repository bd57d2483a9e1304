import type { PlainOperation } from '@mailhaul/api-client';
import type { LiveFrame, LiveTopic } from '@mailhaul/contracts';

/** What an answer is made of: when one of these changes, it may be old. */
const topicsOf: Partial<Record<PlainOperation, readonly LiveTopic[]>> = {
  listTenants: ['tenants'],
  readTenant: ['tenants'],
  listConnections: ['connections'],
  readConnection: ['connections'],
  listJobs: ['jobs'],
  readJob: ['jobs'],
  countPairs: ['pairs'],
  readPair: ['pairs'],
  listFolders: ['folders'],
  listJobFailedItems: ['failed-items'],
  listFailedCauses: ['failed-items'],
  listFailedItems: ['failed-items'],
  listActivity: ['activity'],
  listNews: ['news'],
  countNews: ['news'],
  readNews: ['news'],
};

interface Asked {
  readonly path?: Readonly<Record<string, string>>;
}

/** Whether what was asked so may be old after a frame of that tenant. */
export function isTouched(
  [name, input]: readonly [string, Asked],
  tenant: string,
  frame: LiveFrame,
): boolean {
  const path = input.path ?? {};
  if (path['tenant'] !== undefined && path['tenant'] !== tenant) return false;
  if (frame.kind === 'reset') return name in topicsOf;
  const topics = topicsOf[name as PlainOperation] ?? [];
  if (!topics.includes(frame.topic)) return false;
  const { ids, jobIds } = frame;
  if (path['job'] !== undefined && name !== 'readJob' && jobIds !== undefined) {
    return jobIds.includes(path['job']);
  }
  const own = { readJob: 'job', readPair: 'pair', readConnection: 'connection' }[name];
  return own === undefined || ids === undefined || ids.includes(path[own] ?? '');
}
