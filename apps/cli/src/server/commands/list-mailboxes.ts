import type { FoundMailbox, MailboxSearchAnswer } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { named, parseWhole } from '../../options/option-values.ts';
import { csvText } from '../../report/csv-text.ts';
import { cleanText } from '../../text/clean-text.ts';
import { formatCount, plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { findConnection } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';
import { type Column, showTable } from '../words/show-list.ts';

export interface RawMailboxSearch {
  readonly search?: string;
  readonly kind?: string;
  readonly unit?: string;
  readonly group?: string;
  readonly limit?: string;
  readonly csv?: boolean;
}

const rowsForPeople = 100;
const rowsMax = 1_000_000;
/** What the API gives at a time. */
const pageRowsMax = 500;

/** `mailhaul connections mailboxes CONNECTION`: who has a mailbox there, by its directory or by Exchange itself. */
export async function listMailboxes(
  server: Server,
  text: string,
  raw: RawMailboxSearch,
): Promise<ExitCode> {
  const isCsv = raw.csv === true;
  if (isCsv && server.isJson) throw new UsageError('--csv and --json exclude each other');
  const { limit } = raw;
  const usual = isCsv || server.isJson ? rowsMax : rowsForPeople;
  const wanted =
    limit === undefined
      ? usual
      : named('--limit', () => parseWhole(limit, { min: 1, max: rowsMax }));
  const connection = await findConnection(server, text);
  const { rows, answer } = await found(server, connection.id, { raw, wanted });
  if (server.isJson) for (const row of rows) server.row(row);
  else if (isCsv) {
    const pairs = rows.map(({ address }) => [cleanText(address), cleanText(address)]);
    server.io.stdout.write(csvText([['source', 'target'], ...pairs]));
  } else if (rows.length > 0) await showTable(server, columns, rows);
  tell(server, answer, rows.length);
  return exitCodes.done;
}

/** Page after page, as many as are wanted. */
async function found(
  server: Server,
  connection: string,
  { raw, wanted }: { readonly raw: RawMailboxSearch; readonly wanted: number },
) {
  const tenant = await server.tenant();
  const { search: q, kind, unit, group } = raw;
  const filters = Object.fromEntries(
    Object.entries({ q, kind, unit, group }).filter(([, value]) => value !== undefined),
  );
  const rows: FoundMailbox[] = [];
  let answer: MailboxSearchAnswer | undefined;
  do {
    const limit = Math.min(pageRowsMax, wanted - rows.length);
    const place = answer?.next === undefined ? {} : { after: answer.next };
    const query = { ...filters, ...place, limit };
    answer = await server.api.call('searchMailboxes', { path: { tenant, connection }, query });
    rows.push(...answer.rows);
  } while (answer.next !== undefined && rows.length < wanted);
  return { rows, answer };
}

/** What a reader of the rows need not know goes to the person. */
function tell(server: Server, { total, words, source }: MailboxSearchAnswer, shown: number): void {
  const rest = shown < total ? `; these are the first ${formatCount(shown)}` : '';
  const lines = [
    `${plural(total, 'mailbox', 'mailboxes')} found${rest}.`,
    ...(words === undefined ? [] : [words]),
    ...(source === 'exchange'
      ? ['Exchange itself was asked: shared and room mailboxes show as mailboxes.']
      : []),
  ];
  if (!server.isJson) server.io.stderr.write(`${lines.join('\n')}\n`);
  else if (words !== undefined) server.warn(words);
}

const columns: readonly Column<FoundMailbox>[] = [
  { head: 'Address', width: 50, cell: ({ address }) => address },
  { head: 'Name', width: 40, cell: ({ name }) => name },
  { head: 'Kind', cell: ({ kind }) => kind },
  { head: 'Unit', width: 40, cell: ({ path = [] }) => path.join(' / ') },
];
