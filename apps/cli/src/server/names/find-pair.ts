import type { Job, Pair } from '@mailhaul/contracts';
import { pairLabel } from '../../render/progress-model.ts';
import type { Server } from '../session/open-server.ts';
import { rowsOf } from './all-rows.ts';
import { chooseOne, isWholeId } from './choose-one.ts';
import { allJobs, findJob } from './find-resources.ts';

/** Of one job, for one name. */
const matchesMax = 2000;
/** Jobs looked through at the same time. */
const jobsAtATime = 8;

/**
 * By id, or by a mailbox of it or its external id, whole or the beginning; in that job, else in all of the tenant.
 * @throws UsageError
 */
export async function findPair(
  server: Server,
  text: string,
  jobText: string | undefined,
): Promise<Pair> {
  const tenant = await server.tenant();
  if (isWholeId(text)) return server.api.call('readPair', { path: { tenant, pair: text } });
  const jobs = jobText === undefined ? await allJobs(server) : [await findJob(server, jobText)];
  const found: { job: Job; pair: Pair }[] = [];
  for (let from = 0; from < jobs.length; from += jobsAtATime) {
    const some = jobs.slice(from, from + jobsAtATime).map(async (job) => {
      const ask = (query: { limit: number }) =>
        server.api.call('listPairs', {
          path: { tenant, job: job.id },
          query: { ...query, q: text },
        });
      for await (const pair of rowsOf(ask, matchesMax)) found.push({ job, pair });
    });
    await Promise.all(some);
  }
  const named = found.map(({ job, pair }) => ({
    id: pair.id,
    names: [pair.source, pair.target, ...(pair.externalId === undefined ? [] : [pair.externalId])],
    label: `${pairLabel(pair)} of the job ${job.name}`,
    pair,
  }));
  const lister = 'mailhaul pairs list';
  return chooseOne(named, { text, what: 'mailbox pair', lister }).pair;
}
