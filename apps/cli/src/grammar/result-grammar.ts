import type { Command } from 'commander';
import type { RawNewsOptions } from '../server/commands/news-options.ts';
import type { RawNewsFilters } from '../server/commands/news.ts';
import type { RawFileOptions } from '../server/commands/reports.ts';
import type { RawServerOptions } from '../server/session/server-options.ts';
import type { RawListOptions } from '../server/words/show-list.ts';
import type { RunWork } from './server-grammar.ts';
import { addListOptions, addServerOptions } from './server-options.ts';

/** What came of it: news, reports, logs, and looking on. */
export function addResultCommands(program: Command, run: RunWork): void {
  addNews(program, run);
  addReports(program, run);
  addServerOptions(
    program
      .command('log')
      .description('every item of a mailbox with its outcome, as CSV')
      .argument('<pair>', 'its source, target or external id')
      .option('--job <job>', 'looked for in this job only')
      .option('--out <file>', 'into a file (default: standard output)'),
  ).action((text: string, raw: RawFileOptions & RawServerOptions) =>
    run(raw, (commands, server) => commands.pairFile(server, text, { ...raw, file: 'pairLog' })),
  );
  addServerOptions(
    program
      .command('watch')
      .description('show how a job gets on until it is finished')
      .argument('<job>'),
  ).action((text: string, raw: RawServerOptions) =>
    run(raw, (commands, server) => commands.watch(server, text)),
  );
}

function addNews(program: Command, run: RunWork): void {
  const news = addServerOptions(
    program.command('news').description('good and bad news, until somebody clears them'),
  );
  addServerOptions(
    addTones(addListOptions(news.command('list').description('news, the newest first'))).option(
      '--cleared',
      'also what was cleared',
    ),
  ).action((_raw, command: Command) => {
    const raw = command.optsWithGlobals<
      RawListOptions & RawNewsFilters & RawServerOptions & { cleared?: boolean }
    >();
    return run(raw, (commands, server) => commands.listNews(server, raw));
  });
  addServerOptions(
    addTones(
      news
        .command('clear')
        .description('clear news that were read')
        .argument('[news...]', 'their ids, or the beginning')
        .option('--all', 'all that there are now'),
    ),
  ).action((texts: readonly string[], _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawNewsFilters & RawServerOptions & { all?: boolean }>();
    return run(raw, (commands, server) => commands.clearNews(server, texts, raw));
  });
  addServerOptions(
    news
      .command('options')
      .description('which news are shown, and which are mailed to whom and how often')
      .option('--hide <kinds>', 'kinds that are not shown, separated by commas, or none')
      .option('--mail <kinds>', 'kinds that are mailed, separated by commas, or none')
      .option('--good-shown <count>', 'good news in a tile at most')
      .option('--bad-shown <count>', 'bad news in a tile at most')
      .option('--good-every <minutes>', 'between two mails of good news')
      .option('--bad-every <minutes>', 'between two mails of bad news')
      .option('--to <addresses>', 'separated by semicolons; empty: nobody')
      .option('--cc <addresses>', 'as --to')
      .option('--bcc <addresses>', 'as --to'),
  ).action((_raw, command: Command) => {
    const raw = command.optsWithGlobals<RawNewsOptions & RawServerOptions>();
    return run(raw, (commands, server) => commands.newsOptions(server, raw));
  });
}

function addTones(command: Command): Command {
  return command.option('--good', 'good news only').option('--bad', 'bad news only');
}

function addReports(program: Command, run: RunWork): void {
  const report = addServerOptions(program.command('report').description('figures as CSV'));
  const withFile = (command: Command) =>
    addServerOptions(command.option('--out <file>', 'into a file (default: standard output)'));
  withFile(report.command('overall').description('the jobs of the tenant')).action(
    (_raw, command: Command) => {
      const raw = command.optsWithGlobals<RawFileOptions & RawServerOptions>();
      return run(raw, (commands, server) => commands.reportOverall(server, raw));
    },
  );
  withFile(report.command('job').description('the mailboxes of a job').argument('<job>')).action(
    (text: string, _raw, command: Command) => {
      const raw = command.optsWithGlobals<RawFileOptions & RawServerOptions>();
      return run(raw, (commands, server) => commands.reportJob(server, text, raw));
    },
  );
  withFile(
    report
      .command('pair')
      .description('the folders of a mailbox')
      .argument('<pair>', 'its source, target or external id')
      .option('--job <job>', 'looked for in this job only'),
  ).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawFileOptions & RawServerOptions>();
    const wanted = { ...raw, file: 'pairReport' } as const;
    return run(raw, (commands, server) => commands.pairFile(server, text, wanted));
  });
}
