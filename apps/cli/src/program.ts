import { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import {
  addFilterOptions,
  addFolderMapOption,
  addFolderRootOption,
  addTransferOptions,
} from './grammar/item-options.ts';
import { addServerCommands } from './grammar/server-grammar.ts';
import { takeServerOptionsFirst } from './grammar/server-options.ts';
import type { RawMailboxesOptions } from './commands/mailboxes.ts';
import type { RawMigrateOptions } from './options/migrate-options.ts';
import type { RawStatusOptions } from './commands/status.ts';
import type { RawTestOptions } from './commands/test.ts';
import type { ServerWork } from './server/run-server-command.ts';
import type { RawServerOptions } from './server/session/server-options.ts';

/** What each command does with its options; loaded only when it is called. */
export interface Handlers {
  migrate(raw: RawMigrateOptions): Promise<ExitCode>;
  verify(raw: RawMigrateOptions): Promise<ExitCode>;
  status(raw: RawStatusOptions): Promise<ExitCode>;
  test(url: string, raw: RawTestOptions): Promise<ExitCode>;
  mailboxes(url: string, raw: RawMailboxesOptions): Promise<ExitCode>;
  demo(raw: { readonly json?: boolean; readonly quiet?: boolean }): Promise<ExitCode>;
  /** All that ask a server. */
  server(raw: RawServerOptions, work: ServerWork): Promise<ExitCode>;
}

/** The command line's grammar. `done` is called with the exit code of the command that ran. */
export function buildProgram(
  handlers: Handlers,
  version: string,
  done: (code: ExitCode) => void,
): Command {
  const program = new Command('mailhaul')
    .description('Moves mailboxes between mail systems: nothing lost, nothing twice.')
    .version(version)
    .showHelpAfterError('(mailhaul --help lists the commands, mailhaul COMMAND --help its options)')
    .exitOverride();

  const migrate = program
    .command('migrate')
    .description(
      'copy one mailbox, or many; the same command again resumes, then copies what is new',
    );
  addConnectionOptions(migrate);
  addFilterOptions(migrate);
  addTransferOptions(migrate);
  migrate
    .option('--dry-run', 'list and plan, write nothing')
    .option(
      '--write-deadline <time>',
      'a batch that is not sent whole in this time is called off (default: 2m, longer on slow lines)',
    )
    .option(
      '--move-duplicates',
      'copies that a broken-off write may have left twice go to the folder "Duplicates found"',
    )
    .option('--deep', 'compare bodies too, not only sizes, dates and flags')
    .action(async (raw: RawMigrateOptions) => done(await handlers.migrate(raw)));

  const verify = program
    .command('verify')
    .description('compare both sides and grade them; writes no mail');
  addConnectionOptions(verify);
  addFilterOptions(verify);
  verify
    .option('--deep', 'compare bodies too, not only sizes, dates and flags')
    .action(async (raw: RawMigrateOptions) => done(await handlers.verify(raw)));

  program
    .command('status')
    .description('where every mailbox of a state folder stands, also while a run goes on')
    .option('--state <folder>', 'the state folder (default: all under your data folder)')
    .option('--json', 'one JSON object a line')
    .action(async (raw: RawStatusOptions) => done(await handlers.status(raw)));

  program
    .command('test')
    .description('try a connection step by step, with the remedy for the step that fails')
    .argument(
      '<url>',
      'imaps://USER@HOST[:PORT], imap://USER@HOST[:PORT][?security=starttls|none] or exchange://USER@HOST[:PORT]',
    )
    .option('--password-file <file>', 'its first line is the password')
    .option('--json', 'the result as one JSON object')
    .action(async (url: string, raw: RawTestOptions) => done(await handlers.test(url, raw)));

  program
    .command('mailboxes')
    .description('look for mailboxes in the directory of an Exchange server')
    .argument('<url>', 'exchange://USER@HOST[:PORT]')
    .requiredOption('--search <text>', 'what names or addresses begin with; an empty text: all')
    .option('--csv', 'rows for pairs.csv: each mailbox as source and as target')
    .option('--password-file <file>', 'its first line is the password')
    .option('--json', 'the result as one JSON object')
    .action(async (url: string, raw: RawMailboxesOptions) =>
      done(await handlers.mailboxes(url, raw)),
    );

  program
    .command('demo')
    .description('migrate three sample mailboxes between two small mail servers on this machine')
    .option('--json', 'one JSON event a line')
    .option('--quiet', 'no progress')
    .action(async (raw: { json?: boolean; quiet?: boolean }) => done(await handlers.demo(raw)));

  addServerCommands(program, async (raw, work) => done(await handlers.server(raw, work)));
  takeServerOptionsFirst(program);

  for (const command of program.commands) {
    const hasUrls = namesUrl.has(command.name()) || command.options.some(isUrlOption);
    if (hasUrls) command.addHelpText('after', urlHelp);
  }
  for (const command of [program, ...program.commands, ...program.commands.flatMap(verbsOf)])
    command.exitOverride().helpCommand(false);
  return program;
}

/** Commands with a URL of their own, in no option. */
const namesUrl: ReadonlySet<string> = new Set(['test', 'mailboxes']);

/** What a newcomer looks for among the options and finds in the URL. */
const urlHelp = `
What else a connection needs stands behind the ? of its URL, in single quotes:
  'imaps://ann%40example.com@HOST?token-file=token.txt'        an access token
  'imaps://ann%40example.com@HOST?oauth=microsoft&client-id=…' a fresh one each time
  'imaps://HOST?admin=root' or '?login={mailbox}*root'         one admin for all
  'imaps://USER@HOST?pin=SHA256' or '?ca-file=own-ca.pem'      whom to trust
  'imaps://USER@HOST?proxy=socks5://127.0.0.1:1080'            a way out
  'exchange://USER@HOST/EWS/Exchange.asmx?mailbox=ADDRESS'     Exchange, mail only
All of them: docs/reference/command-line.md`;

function verbsOf(noun: Command): readonly Command[] {
  return noun.commands;
}

function isUrlOption({ long }: { readonly long?: string | undefined }): boolean {
  return long === '--source';
}

function addConnectionOptions(command: Command): void {
  command
    .option(
      '--source <url>',
      'imaps://USER:PASSWORD@HOST[:PORT], imap://… with ?security=starttls|none, or exchange://…',
    )
    .option('--target <url>', 'the same for the other side; an @ in a user name is written %40')
    .option(
      '--source-password-file <file>',
      'its first line is the password (or set MAILHAUL_SOURCE_PASSWORD)',
    )
    .option(
      '--target-password-file <file>',
      'its first line is the password (or set MAILHAUL_TARGET_PASSWORD)',
    )
    .option('--pairs <file>', 'many mailboxes: a CSV file with a row for each')
    .option('--parallel <n>', 'mailboxes at a time (default: 4)')
    .option(
      '--state <folder>',
      'where the ledger is kept (default: under your data folder, by source and target)',
    )
    .option('--connect-timeout <time>', 'until signed in (default: 30s)')
    .option('--silence-timeout <time>', 'no byte moves and an answer is due (default: 2m)')
    .option('--answer-timeout <time>', 'bytes move and bring no answer (default: 15m)')
    .option('--max-rate <size>', 'bytes per second and server, e.g. 5MB (default: no limit)')
    .option('--max-operations <n>', 'operations per second and server (default: no limit)');
  addFolderMapOption(command);
  addFolderRootOption(command);
  command
    .option('--json', 'one JSON event a line')
    .option('--quiet', 'speak only when something goes wrong');
}
