import type { News } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { formatClock, plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { findNews } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';
import { type Column, type RawListOptions, showList } from '../words/show-list.ts';

export interface RawNewsFilters {
  readonly good?: boolean;
  readonly bad?: boolean;
}

/** `mailhaul news list`: what nobody has cleared, the newest first. */
export async function listNews(
  server: Server,
  raw: RawListOptions & RawNewsFilters & { readonly cleared?: boolean },
): Promise<ExitCode> {
  const tenant = await server.tenant();
  const filters = {
    ...toneOf(raw),
    ...(raw.cleared === true ? {} : { isCleared: 'false' }),
  };
  await showList(server, {
    raw: { ...raw, sort: raw.sort ?? '-at' },
    ask: (query) =>
      server.api.call('listNews', { path: { tenant }, query: { ...query, ...filters } }),
    columns: (rows) => columnsAt(server.io.clock.wallMs(), shortIdLength(rows)),
    empty: ['No news.'],
  });
  return exitCodes.done;
}

/** `mailhaul news clear NEWS…`, or `--all` that there are now. */
export async function clearNews(
  server: Server,
  texts: readonly string[],
  raw: RawNewsFilters & { readonly all?: boolean },
): Promise<ExitCode> {
  const tone = toneOf(raw);
  if (texts.length > 0 === (raw.all === true))
    throw new UsageError('name news by their ids, or give --all');
  if (texts.length > 0 && tone.tone !== undefined)
    throw new UsageError('--good and --bad go with --all');
  const tenant = await server.tenant();
  let cleared = texts.length;
  if (raw.all === true) {
    const answer = await server.api.call('clearAllNews', { path: { tenant }, body: tone });
    cleared = answer.cleared;
  } else {
    // All are known before the first is cleared.
    const entries = await Promise.all(texts.map((text) => findNews(server, text)));
    for (const { id } of entries)
      await server.api.call('clearNews', { path: { tenant, news: id } });
  }
  if (server.isJson) server.row({ cleared });
  else server.say([`${plural(cleared, 'entry', 'entries')} cleared.`]);
  return exitCodes.done;
}

function toneOf({ good, bad }: RawNewsFilters): { tone?: 'good' | 'bad' } {
  if (good === true && bad === true)
    throw new UsageError('--good and --bad exclude each other', 'without either both are meant');
  if (good !== true && bad !== true) return {};
  return { tone: good === true ? 'good' : 'bad' };
}

/** So much of an id tells the entries apart. */
function shortIdLength(rows: readonly News[]): number {
  const isTold = (length: number) =>
    new Set(rows.map(({ id }) => id.slice(0, length))).size === rows.length;
  return [8, 13, 18, 23].find(isTold) ?? 36;
}

function columnsAt(nowWallMs: number, idLength: number): readonly Column<News>[] {
  return [
    { head: 'News', cell: ({ id }) => id.slice(0, idLength) },
    { head: 'when', cell: ({ at }) => formatClock(at, nowWallMs) },
    { head: 'tone', cell: ({ tone, isCleared }) => (isCleared ? `${tone}, cleared` : tone) },
    { head: 'what', width: 100, cell: ({ title }) => title },
    { head: 'what to do', width: 100, cell: ({ whatToDo = '' }) => whatToDo },
  ];
}
