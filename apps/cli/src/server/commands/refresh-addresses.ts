import {
  type AddressRefresh,
  type PairSideName,
  type RefreshedRow,
  refreshReport,
  refreshResultWords,
  sourceRefreshResults,
  targetRefreshResults,
} from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { csvText } from '../../report/csv-text.ts';
import { cleanText } from '../../text/clean-text.ts';
import { formatCount } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { type RawSelection, selectPairs } from '../names/select-pairs.ts';
import type { Server } from '../session/open-server.ts';

export interface RawRefreshing extends RawSelection {
  readonly side?: string;
  readonly report?: boolean;
}

/** Named at most, of those that a person must look after. */
const namedMax = 20;

/** `mailhaul pairs refresh-addresses PAIR…`, or all that filters find: what the mailboxes are called now. */
export async function refreshAddresses(
  server: Server,
  pairs: readonly string[],
  raw: RawRefreshing,
): Promise<ExitCode> {
  const isReport = raw.report === true;
  if (isReport && server.isJson) throw new UsageError('--report and --json exclude each other');
  const side = sideOf(raw.side);
  const selected = await selectPairs(server, { pairs, raw });
  const tenant = await server.tenant();
  const answers: AddressRefresh[] = [];
  for (const { jobId, selection } of selected) {
    const path = { tenant, job: jobId };
    const body = { selection, ...(side === undefined ? {} : { sides: [side] }) };
    answers.push(await server.api.call('refreshAddresses', { path, body }));
  }
  const rows = answers.flatMap((answer) => answer.rows);
  if (server.isJson) for (const row of rows) server.row(row);
  else if (isReport) server.io.stdout.write(csvText(refreshReport(rows).map(cleaned)));
  else server.say(linesOf(rows));
  for (const words of new Set(answers.flatMap((answer) => answer.words))) server.warn(words);
  return rows.some(needsYou) ? exitCodes.doneWithFailures : exitCodes.done;
}

function sideOf(text: string | undefined): PairSideName | undefined {
  if (text === undefined || text === 'source' || text === 'target') return text;
  throw new UsageError('--side is source or target');
}

const cleaned = (cells: readonly string[]) => cells.map(cleanText);
const needsYou = ({ source, target }: RefreshedRow) =>
  source?.words !== undefined || target?.words !== undefined;

function linesOf(rows: readonly RefreshedRow[]): readonly string[] {
  const open = rows.flatMap(({ source, target }) =>
    [source, target].flatMap((one) =>
      one?.words === undefined ? [] : [`  ${cleanText(one.was)}: ${cleanText(one.words)}`],
    ),
  );
  const more = open.length - namedMax;
  return [
    ...countLines(rows, 'source', sourceRefreshResults),
    ...countLines(rows, 'target', targetRefreshResults),
    ...open.slice(0, namedMax),
    ...(more > 0 ? [`  … and ${formatCount(more)} more: --report names them all`] : []),
  ];
}

/** The number of each result, those that are none left out. */
function countLines(
  rows: readonly RefreshedRow[],
  side: PairSideName,
  results: readonly (keyof typeof refreshResultWords)[],
): readonly string[] {
  const told = results.flatMap((result) => {
    const count = rows.filter((row) => row[side]?.result === result).length;
    return count === 0 ? [] : [`${refreshResultWords[result]}: ${formatCount(count)}`];
  });
  return told.length === 0 ? [] : [`${side}: ${told.join(', ')}`];
}
