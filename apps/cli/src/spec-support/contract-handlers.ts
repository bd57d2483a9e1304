import type { Connection, Job, JobSchedule, OperationName, PairStatus } from '@mailhaul/contracts';
import { type Asked, type Handler, type Model, Refusal } from './contract-types.ts';

export function one<T extends { readonly id: string }>(
  list: readonly T[],
  id: string | undefined,
): T {
  const found = list.find((each) => each.id === id);
  if (found !== undefined) return found;
  throw new Refusal({ status: 404, code: 'not-found', detail: 'There is nothing of that id.' });
}

/** What the model does for each operation that the specs ask for. */
export function handlersOf(model: Model): Partial<Record<OperationName, Handler>> {
  const { tenants, connections, jobs, pairs, news, secrets } = model;
  return {
    listTenants: ({ query }) => pageOf(tenants, query, ['id', 'name']),
    createTenant({ body }) {
      const { id } = body as { id: string };
      if (tenants.some((tenant) => tenant.id === id))
        throw new Refusal({
          status: 409,
          code: 'tenant-exists',
          detail: `There is a tenant ${id}.`,
        });
      return Object.assign(model.addTenant(id), body);
    },
    listConnections: ({ query }) => pageOf(connections, query, ['name', 'host']),
    readConnection: ({ path }) => one(connections, path['connection']),
    createConnection({ body }) {
      const { settings, secrets: given } = body as { settings: Connection; secrets: object };
      secrets.push(given);
      return model.addConnection(settings.name, settings);
    },
    editConnection({ path, body, ifMatch }) {
      const connection = one(connections, path['connection']);
      if (ifMatch !== connection.revision)
        throw new Refusal({ status: 412, code: 'changed-meanwhile', detail: 'It was changed.' });
      const { settings, secrets: given } = body as { settings: Connection; secrets: object };
      secrets.push(given);
      const { id, status, hasSecrets, usedBy, createdAt, updatedAt } = connection;
      const own = { id, status, hasSecrets, usedBy, createdAt, updatedAt };
      const edited = { ...own, ...settings, revision: connection.revision + 1 };
      connections[connections.indexOf(connection)] = edited;
      return edited;
    },
    deleteConnection({ path }) {
      const connection = one(connections, path['connection']);
      if (connection.usedBy > 0)
        throw new Refusal({ status: 409, code: 'connection-in-use', detail: 'A job uses it.' });
      connections.splice(connections.indexOf(connection), 1);
    },
    testConnection({ body }) {
      secrets.push(body);
      const label = 'Host name';
      const isGood = (body as { mailboxPassword?: string }).mailboxPassword !== 'wrong';
      return [
        { step: 'resolve', label, state: 'running', details: [] },
        { step: 'resolve', label, state: 'passed', details: ['127.0.0.1'], tookMs: 3 },
        { step: 'sign-in', label: 'Sign-in', state: 'running', details: [] },
        isGood
          ? { step: 'sign-in', label: 'Sign-in', state: 'passed', details: ['by PLAIN'] }
          : {
              ...{ step: 'sign-in', label: 'Sign-in', state: 'failed', details: [] },
              ...{ code: 'sign-in-rejected', serverText: 'NO [AUTHENTICATIONFAILED]' },
              whatToDo: 'Check user and password.',
            },
      ];
    },
    listJobs: ({ query }) =>
      pageOf(
        [...jobs].sort((a, b) => a.rank - b.rank),
        query,
        ['name'],
      ),
    readJob: ({ path }) => one(jobs, path['job']),
    createJob: ({ body }) => model.addJob((body as Job).name, body as Partial<Job>),
    deleteJob({ path }) {
      const job = one(jobs, path['job']);
      if (job.status === 'running')
        throw new Refusal({
          ...{ status: 409, code: 'job-running', detail: 'The job runs.' },
          whatToDo: 'Pause it first.',
        });
      jobs.splice(jobs.indexOf(job), 1);
    },
    moveJob({ path, body }) {
      const { before } = body as { before: string | null };
      const job = one(jobs, path['job']);
      const rank = before === null ? jobs.length + 1 : one(jobs, before).rank - 0.5;
      model.changeJob(job, { rank });
      return job;
    },
    setJobSchedule({ path, body }) {
      const job = one(jobs, path['job']);
      const { schedule } = body as { schedule: JobSchedule | null };
      const scheduleNow = { isOpen: false, isOutside: false, changesAt: 1_800_000_000_000 };
      const set = schedule === null ? {} : { schedule, scheduleNow };
      model.changeJob(job, { schedule: undefined, scheduleNow: undefined, ...set });
      return job;
    },
    startJob({ path, body }) {
      const job = one(jobs, path['job']);
      const { outsideWindow } = (body ?? {}) as { outsideWindow?: string };
      if (job.schedule !== undefined && outsideWindow === undefined)
        throw new Refusal({
          ...{ status: 409, code: 'outside-schedule', detail: 'It is closed until ten.' },
          whatToDo: 'Send it again with outsideWindow.',
        });
      return turned(model, job, 'running');
    },
    pauseJob: ({ path }) => turned(model, one(jobs, path['job']), 'paused'),
    requestDelta({ path }) {
      const job = one(jobs, path['job']);
      if (job.run === 0)
        throw new Refusal({ status: 409, code: 'never-started', detail: 'It was never started.' });
      return turned(model, job, 'running');
    },
    listPairs({ path, query }) {
      const job = one(jobs, path['job']);
      const { status } = query as { status?: PairStatus[] };
      const own = pairs
        .filter(({ jobId }) => jobId === job.id)
        .filter((pair) => status?.includes(pair.status) ?? true);
      return pageOf(own, query, ['source', 'target', 'externalId']);
    },
    readPair: ({ path }) => one(pairs, path['pair']),
    importPairs({ path, query, body }) {
      const job = one(jobs, path['job']);
      const [, ...rows] = (body as string).trim().split(/\r?\n/u);
      const faults = rows.flatMap((row, index) =>
        row.split(',').length === 2
          ? []
          : [{ place: `line ${index + 2}, target`, message: 'is missing' }],
      );
      if (faults.length > 0)
        throw new Refusal({
          ...{ status: 422, code: 'csv-invalid', detail: 'Rows of the file cannot be used.' },
          ...{ whatToDo: 'Mend them and import the file again.', faults },
        });
      if (query['dryRun'] !== true)
        for (const row of rows)
          model.addPair(job, row.split(',')[0] ?? '', { target: row.split(',')[1] ?? '' });
      return { added: rows.length, updated: 0, unchanged: 0, belowRoot: 0 };
    },
    actOnPairs({ path, body }) {
      const { action, selection, priority } = body as {
        action: string;
        selection: { ids?: string[]; matching?: { status?: PairStatus[] } };
        priority?: number;
      };
      const { ids, matching } = selection;
      const chosen = pairs
        .filter(({ jobId }) => jobId === path['job'])
        .filter(
          (pair) => ids?.includes(pair.id) ?? matching?.status?.includes(pair.status) ?? true,
        );
      const running = chosen.filter(({ status }) => action === 'reset' && status === 'running');
      const others = chosen.filter((pair) => !running.includes(pair));
      for (const pair of others)
        model.change(
          pair,
          action === 'hold' ? { isHeld: true } : priority === undefined ? {} : { priority },
        );
      const message = 'is running: hold it first';
      return {
        ...{ done: others.length, unchanged: 0, refusedMore: 0 },
        refused: running.map(({ id, source }) => ({ id, source, code: 'pair-running', message })),
      };
    },
    listNews({ query }) {
      const { tone, isCleared } = query as { tone?: string; isCleared?: boolean };
      const shown = news
        .filter((entry) => tone === undefined || entry.tone === tone)
        .filter((entry) => isCleared === undefined || entry.isCleared === isCleared);
      return pageOf(shown, query, ['title']);
    },
    clearNews({ path }) {
      one(news, path['news']).isCleared = true;
    },
    clearAllNews() {
      const open = news.filter(({ isCleared }) => !isCleared);
      for (const entry of open) entry.isCleared = true;
      return { cleared: open.length };
    },
    overallReport: () => 'job,mailboxes\nSpring,1\n',
    jobReport: ({ path }) => `mailbox,migrated\n${one(jobs, path['job']).name},1\n`,
    pairReport: ({ path }) => `folder,migrated\n${one(pairs, path['pair']).source},1\n`,
    pairLog: ({ path }) => `source_folder,outcome\n${one(pairs, path['pair']).source},migrated\n`,
  };
}

function turned(model: Model, job: Job, status: Job['status']): Job {
  if (job.status !== status) model.changeJob(job, { status, run: Math.max(1, job.run) });
  return job;
}

/** Pages as the API's: `next` is the number of the row behind. */
function pageOf<T extends object>(all: readonly T[], query: Asked['query'], searched: string[]) {
  const { q, sort, after, limit } = query as {
    q?: string;
    sort?: string;
    after?: string;
    limit: number;
  };
  const field = sort?.replace('-', '') as keyof T | undefined;
  const found = all.filter(
    (row) =>
      q === undefined ||
      searched.some((name) =>
        String(row[name as keyof T] ?? '')
          .toLowerCase()
          .includes(q.toLowerCase()),
      ),
  );
  if (field !== undefined) {
    const factor = sort?.startsWith('-') === true ? -1 : 1;
    found.sort((a, b) => factor * (String(a[field]) < String(b[field]) ? -1 : 1));
  }
  const from = Number(after ?? 0);
  const rows = found.slice(from, from + limit);
  return { rows, ...(from + limit < found.length ? { next: `${from + limit}` } : {}) };
}
