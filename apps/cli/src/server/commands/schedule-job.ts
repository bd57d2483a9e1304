import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { UsageError } from '../../usage-error.ts';
import { findJob } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';
import { scheduleLines } from '../words/schedule-words.ts';
import { changedSchedule, type RawSchedule } from './schedule-flags.ts';

const changes: readonly (keyof RawSchedule)[] = [
  ...(['allow', 'zone', 'closed', 'open', 'asUsual'] as const),
  ...(['notBefore', 'deltaEvery', 'deltaUntil'] as const),
];

/** `mailhaul jobs schedule JOB`: shows it, or changes what options name; `--none` takes it away. */
export async function scheduleJob(
  server: Server,
  text: string,
  raw: RawSchedule,
): Promise<ExitCode> {
  const isChange = changes.some((name) => raw[name] !== undefined);
  if (raw.none === true && isChange)
    throw new UsageError('--none takes the schedule away; nothing else can be said of it');
  const tenant = await server.tenant();
  const before = await findJob(server, text);
  const job =
    isChange || raw.none === true
      ? await server.api.call('setJobSchedule', {
          path: { tenant, job: before.id },
          body: { schedule: raw.none === true ? null : changedSchedule(raw, before.schedule) },
          ifMatch: before.revision,
        })
      : before;
  if (server.isJson) server.row(job);
  else server.say([job.name, ...scheduleLines(job, server.io.clock.wallMs())]);
  return exitCodes.done;
}
