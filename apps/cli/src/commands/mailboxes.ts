import {
  ConnectionUrlRefused,
  type FoundMailbox,
  type MailboxSearch,
  parseConnectionUrl,
  searchDirectory,
} from '@mailhaul/connector-registry';
import { ConnectorError } from '@mailhaul/connector-contract';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { planConnection } from '../pairs/plan-single-pair.ts';
import { printLines } from '../print-lines.ts';
import { csvText } from '../report/csv-text.ts';
import { plainTable } from '../report/plain-table.ts';
import { exitCodeOf, problemOf } from '../run/problem.ts';
import { cleanText } from '../text/clean-text.ts';
import { plural } from '../text/format.ts';
import { UsageError } from '../usage-error.ts';

export interface RawMailboxesOptions {
  readonly search: string;
  readonly csv?: boolean;
  readonly passwordFile?: string;
  readonly json?: boolean;
}

/** `mailhaul mailboxes URL --search TEXT`: who is in the directory of an Exchange server, with the limits of such a search. */
export async function mailboxes(url: string, raw: RawMailboxesOptions, io: Io): Promise<ExitCode> {
  if (raw.csv === true && raw.json === true)
    throw new UsageError('--csv and --json exclude each other');
  const warn = (message: string) => {
    if (raw.json !== true) io.stderr.write(`warning: ${message}\n`);
  };
  const { passwordFile } = raw;
  const named = { owner: 'test', name: 'the URL', url, passwordFile, warn } as const;
  const side = await planConnection({ ...named, environment: io.environment }, io.isInteractive);
  const parsed = parseConnectionUrl(side.url);
  if (!parsed.ok) throw new UsageError(parsed.problem);
  try {
    tell(await search(parsed.settings, raw.search, io), raw, io);
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const problem = problemOf(error);
    if (raw.json === true) io.stdout.write(`${JSON.stringify({ ok: false, error: problem })}\n`);
    else printLines(io.stderr, problemWords(problem));
    return exitCodeOf(error) === exitCodes.defect ? exitCodes.defect : exitCodes.connection;
  }
}

async function search(
  settings: Parameters<typeof searchDirectory>[0],
  text: string,
  io: Io,
): Promise<MailboxSearch> {
  const cut = new AbortController();
  const onSignal = () => cut.abort(new Error('stopped by the operator'));
  process.once('SIGINT', onSignal);
  try {
    const context = { clock: io.clock, random: io.random, signal: cut.signal };
    const question = { text, environment: io.environment };
    const { entries, limit } = await searchDirectory(settings, question, context);
    return { entries: entries.map(cleanEntry), ...(limit === undefined ? {} : { limit }) };
  } catch (error) {
    if (error instanceof ConnectionUrlRefused) throw new UsageError(error.message);
    throw error;
  } finally {
    process.off('SIGINT', onSignal);
  }
}

/** What was found goes to the one who reads the output, what is to be said of it to the person. */
function tell({ entries, limit }: MailboxSearch, raw: RawMailboxesOptions, io: Io): void {
  if (raw.json === true) {
    io.stdout.write(`${JSON.stringify({ ok: true, entries, limit: limit ?? null })}\n`);
    return;
  }
  if (raw.csv === true) {
    const rows = entries
      .filter(({ kind }) => kind === 'mailbox')
      .map(({ address }) => [address, address]);
    io.stdout.write(csvText([['source_user', 'target_user'], ...rows]));
  } else if (entries.length > 0) {
    const rows = entries.map(({ address, name, kind }) => [address, name, kindWords[kind]]);
    io.stdout.write(`${plainTable(['Address', 'Name', 'Kind'], ['left', 'left', 'left'], rows)}\n`);
  }
  printLines(io.stderr, summaryWords({ entries, ...(limit === undefined ? {} : { limit }) }));
}

const kindWords: Readonly<Record<FoundMailbox['kind'], string>> = {
  mailbox: 'mailbox',
  group: 'group',
  'public-folder': 'public folder',
  contact: 'contact',
  other: 'unknown',
};

function summaryWords({ entries, limit }: MailboxSearch): string[] {
  const count = entries.filter(({ kind }) => kind === 'mailbox').length;
  const others = entries.length - count;
  const beside = others === 0 ? '' : `, and ${others} that are no mailboxes`;
  const found = `${plural(count, 'mailbox', 'mailboxes')} found${beside}.`;
  const said =
    limit === undefined
      ? 'The server says that these are all.'
      : `There may be more: ${limitWords[limit]}`;
  return [
    `${found} ${said}`,
    'Shared and room mailboxes show as mailboxes; archives and public folders do not show.',
  ];
}

const limitWords: Readonly<Record<NonNullable<MailboxSearch['limit']>, string>> = {
  letters:
    'the server shows a hundred at a time, so it was asked letter by letter, and other letters than a to z, digits and .-_ were not tried.',
  entries: 'a search ends at 500. Search for longer texts, one after the other.',
  questions: 'a search ends at 200 questions. Search for longer texts, one after the other.',
  time: 'a search ends after two minutes. Search for longer texts, one after the other.',
};

function cleanEntry(entry: FoundMailbox): FoundMailbox {
  return { ...entry, address: cleanText(entry.address), name: cleanText(entry.name) };
}

function problemWords({ message, remedy, serverText }: ReturnType<typeof problemOf>): string[] {
  const words = serverText === null ? [] : [`  the server says: ${serverText}`];
  return [`mailhaul: ${message}`, ...words, `  what to do: ${remedy}`];
}
