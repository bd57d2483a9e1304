import type { ExitCode } from '../../exit-codes.ts';
import { findJob } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';
import { watchJob } from '../watch/watch-job.ts';

/** `mailhaul watch JOB` */
export async function watch(server: Server, text: string): Promise<ExitCode> {
  return watchJob(server, (await findJob(server, text)).id);
}
