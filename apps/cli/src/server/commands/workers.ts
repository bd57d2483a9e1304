import type { Worker } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { formatClock, formatCount } from '../../text/format.ts';
import { chooseOne } from '../names/choose-one.ts';
import type { Server } from '../session/open-server.ts';
import { type Column, showTable } from '../words/show-list.ts';

/** `mailhaul workers list` */
export async function listWorkers(server: Server): Promise<ExitCode> {
  const { workers } = await server.api.call('readSystem');
  if (server.isJson) for (const worker of workers) server.row(worker);
  else if (workers.length === 0) server.say(['No worker was heard of in the last ten minutes.']);
  else await showTable(server, columnsAt(server.io.clock.wallMs()), workers);
  return exitCodes.done;
}

/** `mailhaul workers drain WORKER`, and `undrain`: an order is for all workers of a name. */
export async function orderWorker(
  server: Server,
  text: string,
  order: 'drain' | 'undrain',
): Promise<ExitCode> {
  const { workers } = await server.api.call('readSystem');
  const named = Map.groupBy(workers, nameOf);
  const known = [...named].map(([name, all]) => ({
    ...{ id: name, names: all.map(({ id }) => id), label: labelOf(all) },
    ...{ name, all },
  }));
  const wanted = { text, what: 'worker', lister: 'mailhaul workers list' };
  const { name, all } = chooseOne(known, wanted);
  const path = { worker: name };
  if (order === 'drain') await server.api.call('drainWorker', { path });
  else await server.api.call('resumeWorker', { path });
  if (server.isJson) server.row({ worker: name, order });
  else server.say([saidOf(name, all, order)]);
  return exitCodes.done;
}

function labelOf(all: readonly Worker[]): string {
  return all.length === 1 ? 'one worker' : `${formatCount(all.length)} workers`;
}

function saidOf(name: string, all: readonly Worker[], order: 'drain' | 'undrain'): string {
  if (order === 'undrain') return `${name} takes passes again.`;
  const busy = all.reduce((sum, one) => sum + one.busy, 0);
  return `${name} gives back its ${formatCount(busy)} passes and takes no more until it is undrained, also when it is started again.`;
}

function nameOf({ id, name = id }: Worker): string {
  return name;
}

function stateOf({ isDraining, busy, drainedBy }: Worker): string {
  if (isDraining !== true) return busy > 0 ? 'working' : 'idle';
  const done = busy > 0 ? 'draining' : 'drained';
  return drainedBy === undefined ? done : `${done} by ${drainedBy}`;
}

function columnsAt(nowWallMs: number): readonly Column<Worker>[] {
  return [
    { head: 'Worker', cell: ({ id }) => id.slice(0, 8) },
    { head: 'machine', width: 40, cell: ({ name = '' }) => name },
    { head: 'state', width: 40, cell: stateOf },
    { head: 'passes', align: 'right', cell: ({ busy }) => formatCount(busy) },
    { head: 'slots', align: 'right', cell: ({ slots }) => formatCount(slots) },
    { head: 'tags', width: 40, cell: ({ tags = [] }) => tags.join(', ') },
    { head: 'version', cell: ({ version = '' }) => version },
    {
      head: 'last heard',
      cell: ({ seenAt }) => (seenAt === undefined ? '' : formatClock(seenAt, nowWallMs)),
    },
  ];
}
