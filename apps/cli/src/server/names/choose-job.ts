import type { Job } from '@mailhaul/contracts';
import { cleanText } from '../../text/clean-text.ts';
import { UsageError } from '../../usage-error.ts';
import type { Server } from '../session/open-server.ts';
import { findJob } from './find-resources.ts';

/** Named in an error at most. */
const namedMax = 10;

/** The job that `--job` names, else the only one there is. @throws UsageError */
export async function chooseJob(server: Server, text: string | undefined): Promise<Job> {
  if (text !== undefined) return findJob(server, text);
  const path = { tenant: await server.tenant() };
  const { rows } = await server.api.call('listJobs', { path, query: { limit: namedMax } });
  const [only, second] = rows;
  if (only === undefined)
    throw new UsageError('there is no job yet', 'mailhaul jobs create makes one');
  if (second === undefined) return only;
  const names = rows.map(({ name }) => `  ${cleanText(name)}`);
  throw new UsageError(['which job?', ...names].join('\n'), 'give --job JOB');
}
