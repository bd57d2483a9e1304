import type { Command } from 'commander';
import type { PairDeed, RawSelection } from '../server/commands/act-on-pairs.ts';
import type { RawMatching } from '../server/commands/match-pairs.ts';
import type { RawPairFilters } from '../server/commands/pairs.ts';
import type { RawConditions } from '../server/commands/take-mailboxes.ts';
import type { RawServerOptions } from '../server/session/server-options.ts';
import type { RawListOptions } from '../server/words/show-list.ts';
import type { RunWork } from './server-grammar.ts';
import { addListOptions, addServerOptions } from './server-options.ts';

export function addPairCommands(program: Command, run: RunWork): void {
  const pairs = addServerOptions(program.command('pairs').description('the mailboxes of a job'));
  addServerOptions(
    addFilters(addListOptions(pairs.command('list').description('mailboxes of a job'))),
  ).action((_raw, command: Command) => {
    const raw = command.optsWithGlobals<RawListOptions & RawPairFilters & RawServerOptions>();
    return run(raw, (commands, server) => commands.listPairs(server, raw));
  });
  addServerOptions(
    pairs
      .command('import')
      .description('add and update mailboxes from a CSV file: all rows or none')
      .argument('<file>')
      .option('--job <job>', 'default: the only one there is')
      .option('--dry-run', 'only say what would be done'),
  ).action((file: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawServerOptions & { job?: string; dryRun?: boolean }>();
    return run(raw, (commands, server) => commands.importPairs(server, file, raw));
  });
  addServerOptions(
    pairs
      .command('show')
      .description('how a mailbox stands, and what it needs')
      .argument('<pair>', 'its source, target or external id')
      .option('--job <job>', 'looked for in this job only'),
  ).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawServerOptions & { job?: string }>();
    return run(raw, (commands, server) => commands.showPair(server, text, raw));
  });
  addServerOptions(
    pairs
      .command('take')
      .description('add whom conditions take of the source’s directory; they are matched later')
      .option('--job <job>', 'default: the only one there is')
      .option('--all', 'every mailbox that people use')
      .option('--public-folders', 'the public folders')
      .option('--group <groups...>', 'members of a group, by its name, address or DN')
      .option('--unit <units...>', 'who stands in a unit or below it, by its DN')
      .option('--pattern <patterns...>', 'by address, such as *@sales.example')
      .option('--except-group <groups...>', 'but none of its members')
      .option('--except-unit <units...>', 'but nobody in it')
      .option('--except-pattern <patterns...>', 'but none of these addresses')
      .option('--dry-run', 'only say who would join, and who no longer belongs to the job'),
  ).action((_raw, command: Command) => {
    const raw = command.optsWithGlobals<RawConditions & RawServerOptions>();
    return run(raw, (commands, server) => commands.takeMailboxes(server, raw));
  });
  addServerOptions(
    pairs
      .command('match')
      .description('give mailboxes their targets: one by hand, or all that have none by rules')
      .argument('[pair]', 'its source or external id, with --target')
      .option('--target <mailbox>', 'the target mailbox of that one')
      .option('--job <job>', 'default: the only one there is')
      .option('--pattern <pattern>', 'targets by their source, such as {localpart}@new.example')
      .option('--weak', 'also what is alike by its name alone')
      .option('--dry-run', 'only say what would be matched'),
  ).action((text: string | undefined, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawMatching & RawServerOptions>();
    return run(raw, (commands, server) => commands.matchMailboxes(server, text, raw));
  });
  addDeeds(pairs, run);
}

const deeds = [
  ['start', 'start', 'start these mailboxes only'],
  ['delta', 'delta', 'copy what is new, was excluded or failed, of these only'],
  ['unmatch', 'unmatch', 'take their target mailboxes from them; mail there stays'],
  ['hold', 'hold', 'keep mailboxes from running'],
  ['release', 'release', 'let held mailboxes run again'],
  ['retry', 'retry-failed', 'try failed items, and mailboxes that could not go on, again'],
  [
    'move-duplicates',
    'move-duplicates',
    'a delta that moves what may be there twice to the folder "Duplicates found"',
  ],
  ['reset', 'reset', 'begin their history anew; mail at the target stays and will be matched'],
  ['remove', 'remove', 'take mailboxes out of the job; mail at the target stays'],
] as const;

function addDeeds(pairs: Command, run: RunWork): void {
  const act = (deed: PairDeed, chosen: readonly string[], command: Command) => {
    const raw = command.optsWithGlobals<RawSelection & RawServerOptions>();
    return run(raw, (commands, server) =>
      commands.actOnPairs(server, deed, { pairs: chosen, raw }),
    );
  };
  addSelection(
    pairs
      .command('priority')
      .description('which mailboxes come first: 1 before all others, 5 last')
      .argument('<priority>', '1 to 5'),
  ).action((to: string, ...[chosen, , command]: [readonly string[], unknown, Command]) =>
    act({ action: 'set-priority', to }, chosen, command),
  );
  for (const [verb, action, description] of deeds) {
    const command = pairs.command(verb).description(description);
    if (['reset', 'remove', 'unmatch'].includes(verb)) command.option('--yes', 'do not ask');
    addSelection(command).action((chosen: readonly string[], _raw, called: Command) =>
      act({ action }, chosen, called),
    );
  }
}

function addSelection(command: Command): Command {
  command
    .argument('[pairs...]', 'by source, target or external id; or those that the options find')
    .option('--search <text>', 'those that hold this text');
  return addServerOptions(addFilters(command).option('--all', 'all mailboxes of the job'));
}

function addFilters(command: Command): Command {
  return command
    .option('--job <job>', 'default: the only one there is')
    .option(
      '--status <status>',
      'not-matched, ready, queued, waiting, running, paused, needs-you, completed, completed-with-failures, under-watch; several separated by commas',
    )
    .option('--reason <code>', 'only with this code of the error catalogue')
    .option('--priority <n>', 'only of this priority');
}
