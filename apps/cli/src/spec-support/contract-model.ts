import { randomUUID } from 'node:crypto';
import type {
  Connection,
  Job,
  LiveFrame,
  News,
  Pair,
  PairStatus,
  Tenant,
} from '@mailhaul/contracts';
import { handlersOf, one } from './contract-handlers.ts';
import type { Model } from './contract-types.ts';

const start = Date.UTC(2026, 0, 1);

/** As much of the system as the command line's specs need; it decides next to nothing. */
export function createModel(): Model {
  const tenants: Tenant[] = [];
  const connections: Connection[] = [];
  const jobs: Job[] = [];
  const pairs: Pair[] = [];
  const news: News[] = [];
  const secrets: unknown[] = [];
  const frames: { id: number; frame: LiveFrame }[] = [];
  const listeners: ((frame: LiveFrame, id: number) => void)[] = [];
  let nowMs = start;
  const tick = () => (nowMs += 1);

  const tell = (frame: LiveFrame) => {
    frames.push({ id: frames.length + 1, frame });
    for (const listener of listeners) listener(frame, frames.length);
  };
  const recount = (job: Job) => {
    const own = pairs.filter(({ jobId }) => jobId === job.id);
    const sum = (of: (pair: Pair) => number) => own.reduce((total, pair) => total + of(pair), 0);
    const statuses: Partial<Record<PairStatus, number>> = {};
    for (const { status } of own) statuses[status] = (statuses[status] ?? 0) + 1;
    Object.assign(job, {
      statuses,
      pairs: own.length,
      migrated: sum(({ migrated }) => migrated),
      excluded: sum(({ excluded }) => excluded),
      failed: sum(({ failed }) => failed),
      pending: sum(({ pending }) => pending),
      bytesMigrated: sum(({ bytesMigrated }) => bytesMigrated),
      updatedAt: tick(),
    });
  };
  const changeJob = (job: Job, to: Partial<Job>) => {
    Object.assign(job, to, { revision: job.revision + 1, updatedAt: tick() });
    tell({ kind: 'changed', topic: 'jobs', ids: [job.id] });
  };
  const model: Model = {
    ...{ tenants, connections, jobs, pairs, news, secrets },
    handlers: {},
    onChange: (listener) => listeners.push(listener),
    framesBehind: (id) => frames.filter((one) => id !== undefined && one.id > Number(id)),
    addTenant: (id) =>
      kept(tenants, {
        ...{ id, name: id, colour: 'indigo', weight: 10, createdAt: start, revision: 0 },
        ...{ jobs: 0, pairs: 0, needYou: 0, running: 0 },
      }),
    addConnection: (name, more) =>
      kept(connections, {
        ...{ id: randomUUID(), name, kind: 'imap', host: 'mail.example', security: 'tls' },
        ...{ signIn: 'mailbox', status: 'untested', hasSecrets: false, usedBy: 0 },
        ...{ createdAt: start, updatedAt: start, revision: 1 },
        ...more,
      }),
    addJob(name, more) {
      const [source, target] = connections;
      return kept(jobs, {
        ...{ id: randomUUID(), name, status: 'draft', run: 0, runKind: 'start', rank: jobs.length },
        sourceConnectionId: source?.id ?? randomUUID(),
        targetConnectionId: target?.id ?? randomUUID(),
        options: {
          ...{ order: 'oldest-first', onFilledTarget: 'match', verifies: true },
          connectionsPerMailbox: 4,
        },
        ...{ statuses: {}, pairs: 0, migrated: 0, excluded: 0, failed: 0, pending: 0 },
        ...{ bytesMigrated: 0, createdAt: start, updatedAt: start, revision: 1 },
        ...more,
      });
    },
    addPair(job, source, more) {
      const pair = kept<Pair>(pairs, {
        ...{ id: randomUUID(), jobId: job.id, source, target: source, priority: 1 },
        ...{ hasSourcePassword: true, hasTargetPassword: true, isHeld: false, status: 'ready' },
        ...{ passCount: 0, generation: 1, migrated: 0, excluded: 0, failed: 0, gone: 0 },
        ...{ collapsed: 0, pending: 0, total: 0, bytesMigrated: 0, investigate: 0 },
        ...{ surplusReported: 0, parkedFolders: 0, updatedAt: tick(), revision: 1 },
        ...more,
      });
      recount(job);
      return pair;
    },
    addNews: (title, more) =>
      kept(news, {
        ...{ id: randomUUID(), at: start, tone: 'bad', about: 'job', title, detail: title },
        isCleared: false,
        ...more,
      }),
    change(pair, to) {
      Object.assign(pair, to, { updatedAt: tick(), revision: pair.revision + 1 });
      const job = one(jobs, pair.jobId);
      recount(job);
      tell({ kind: 'changed', topic: 'pairs', ids: [pair.id], jobIds: [job.id] });
    },
    changeJob,
  };
  Object.assign(model.handlers, handlersOf(model));
  return model;
}

function kept<T>(list: T[], value: T): T {
  list.push(value);
  return value;
}
