import { type Job, jobChanges } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { UsageError } from '../../usage-error.ts';
import { findConnection, findJob } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';
import { formatAt, optionWords } from '../words/option-words.ts';
import { changedJobOptions, type RawEditOptions } from './job-flags.ts';

/** What says what is to be changed; the rest of the options says which server is asked. */
const changes: readonly (keyof RawEditOptions)[] = [
  ...(['name', 'source', 'target', 'clear', 'connections', 'newestFirst', 'oldestFirst'] as const),
  ...(['onFilledTarget', 'verify', 'minSize', 'maxSize', 'since', 'before', 'folderMap'] as const),
  ...(['newerThan', 'olderThan', 'kind', 'onlyRead', 'onlyUnread'] as const),
  ...(['onlyFlagged', 'onlyUnflagged'] as const),
  ...(['includeFolder', 'excludeFolder', 'takeFolder', 'sharedFolders', 'publicFolders'] as const),
];

/** `mailhaul jobs edit JOB`: what no option names stays. */
export async function editJob(
  server: Server,
  text: string,
  raw: RawEditOptions,
): Promise<ExitCode> {
  if (changes.every((name) => raw[name] === undefined))
    throw new UsageError('nothing is to be changed', 'mailhaul jobs edit --help lists what can be');
  const tenant = await server.tenant();
  const before = await findJob(server, text);
  const options = changedJobOptions(raw, before.options, server.io.clock.wallMs());
  const sideOf = async (name: string | undefined, id: string) =>
    name === undefined ? id : (await findConnection(server, name)).id;
  const job = await server.api.call('editJob', {
    path: { tenant, job: before.id },
    body: {
      name: raw.name ?? before.name,
      sourceConnectionId: await sideOf(raw.source, before.sourceConnectionId),
      targetConnectionId: await sideOf(raw.target, before.targetConnectionId),
      options,
    },
    ifMatch: before.revision,
  });
  if (server.isJson) server.row(job);
  else {
    const nowMs = server.io.clock.wallMs();
    const names = await connectionNames(server, [before, job]);
    const connection = (id: string) => names.get(id) ?? id;
    const lines = jobChanges({ before, after: job }, { ...formatAt(nowMs), connection });
    const words = optionWords(job.options, nowMs);
    server.say([
      lines.length === 0
        ? `The job ${job.name} stays as it is.`
        : `The job ${job.name} is changed.`,
      ...lines.map((line) => `  ${line.label}: ${line.before} → ${line.after} (from ${line.from})`),
      ...(words === undefined ? [] : [`Now: ${words}`]),
    ]);
  }
  return exitCodes.done;
}

async function connectionNames(
  server: Server,
  jobs: readonly Job[],
): Promise<ReadonlyMap<string, string>> {
  const tenant = await server.tenant();
  const ids = new Set(jobs.flatMap((job) => [job.sourceConnectionId, job.targetConnectionId]));
  const names = new Map<string, string>();
  for (const connection of ids) {
    const { name } = await server.api.call('readConnection', { path: { tenant, connection } });
    names.set(connection, name);
  }
  return names;
}
