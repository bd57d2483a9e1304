import type { Connection, Job, News } from '@mailhaul/contracts';
import type { Server } from '../session/open-server.ts';
import { rowsOf } from './all-rows.ts';
import { chooseOne, isWholeId } from './choose-one.ts';

/** Looked through for a name at most. */
const lookedThroughMax = 20_000;

/** By id, name, or the beginning of either. @throws UsageError */
export async function findJob(server: Server, text: string): Promise<Job> {
  const tenant = await server.tenant();
  if (isWholeId(text)) return server.api.call('readJob', { path: { tenant, job: text } });
  const jobs = (await allJobs(server)).map((job) => ({
    ...{ id: job.id, names: [job.name], label: `${job.name} (${job.status})` },
    job,
  }));
  return chooseOne(jobs, { text, what: 'job', lister: 'mailhaul jobs list' }).job;
}

export async function allJobs(server: Server): Promise<Job[]> {
  const tenant = await server.tenant();
  const ask = (query: { limit: number }) =>
    server.api.call('listJobs', { path: { tenant }, query });
  return Array.fromAsync(rowsOf(ask, lookedThroughMax));
}

/** By id, name, or the beginning of either. @throws UsageError */
export async function findConnection(server: Server, text: string): Promise<Connection> {
  const tenant = await server.tenant();
  if (isWholeId(text))
    return server.api.call('readConnection', { path: { tenant, connection: text } });
  const ask = (query: { limit: number }) =>
    server.api.call('listConnections', { path: { tenant }, query });
  const connections = (await Array.fromAsync(rowsOf(ask, lookedThroughMax))).map((connection) => ({
    ...{ id: connection.id, names: [connection.name] },
    label: `${connection.name} (${connection.host})`,
    connection,
  }));
  const wanted = { text, what: 'connection', lister: 'mailhaul connections list' };
  return chooseOne(connections, wanted).connection;
}

/** By id or its beginning. @throws UsageError */
export async function findNews(server: Server, text: string): Promise<Pick<News, 'id'>> {
  if (isWholeId(text)) return { id: text };
  const tenant = await server.tenant();
  const ask = (query: { limit: number }) =>
    server.api.call('listNews', { path: { tenant }, query: { ...query, sort: '-at' } });
  const entries = (await Array.fromAsync(rowsOf(ask, lookedThroughMax))).map(({ id, title }) => ({
    ...{ id, names: [], label: title },
  }));
  return chooseOne(entries, { text, what: 'news', lister: 'mailhaul news list' });
}
