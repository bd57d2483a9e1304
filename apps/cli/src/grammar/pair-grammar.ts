import type { Command } from 'commander';
import type { PairDeed } from '../server/commands/act-on-pairs.ts';
import type { RawMatching } from '../server/commands/match-pairs.ts';
import type { RawPairFilters } from '../server/commands/pairs.ts';
import type { RawRefreshing } from '../server/commands/refresh-addresses.ts';
import type { RawConditions } from '../server/commands/take-mailboxes.ts';
import type { RawPlan } from '../server/commands/plan-targets.ts';
import type { RawSelection } from '../server/names/select-pairs.ts';
import type { RawServerOptions } from '../server/session/server-options.ts';
import type { RawListOptions } from '../server/words/show-list.ts';
import { addConditionOptions } from './condition-options.ts';
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
    addConditionOptions(
      pairs
        .command('take')
        .description('add whom conditions take of the source’s directory; they are matched later')
        .option('--job <job>', 'default: the only one there is')
        .option('--dry-run', 'only say who would join, and who no longer belongs to the job'),
    ),
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
  addTargets(pairs, run);
  addSelection(
    pairs
      .command('refresh-addresses')
      .description('ask the directories of both sides what mailboxes are called now')
      .option('--side <side>', 'only the source’s or only the target’s addresses')
      .option('--report', 'the report of each address as CSV'),
  ).action((chosen: readonly string[], _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawRefreshing & RawServerOptions>();
    return run(raw, (commands, server) => commands.refreshAddresses(server, chosen, raw));
  });
  addDeeds(pairs, run);
}

function addTargets(pairs: Command, run: RunWork): void {
  const create = pairs
    .command('create')
    .description('plan users and mailboxes at the target for mailboxes that have none')
    .option('--existing', 'enable mailboxes for users that are there')
    .option('--user <name>', 'with --existing and one mailbox: whose short name or address it is')
    .option('--now', 'have them made at once, not with the next start')
    .option('--dry-run', 'only show what would be made, and what is in the way');
  addSelection(create).action((chosen: readonly string[], _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawPlan & RawServerOptions>();
    return run(raw, (commands, server) => commands.planTargets(server, { pairs: chosen, raw }));
  });
  const passwords = pairs
    .command('initial-passwords')
    .description('initial passwords of users that were made; each is told once')
    .option('--csv', 'as CSV')
    .option('--yes', 'do not ask');
  addSelection(passwords).action((chosen: readonly string[], _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawSelection & RawServerOptions & { csv?: boolean }>();
    return run(raw, (commands, server) =>
      commands.tellInitialPasswords(server, { pairs: chosen, raw }),
    );
  });
}

const deeds = [
  ['start', 'start', 'start these mailboxes only'],
  ['delta', 'delta', 'copy what is new, was excluded or failed, of these only'],
  ['unmatch', 'unmatch', 'take their target mailboxes from them; mail there stays'],
  [
    'create-now',
    'make-target',
    'make the target mailboxes that are planned, without waiting for Start',
  ],
  ['leave-out', 'leave-out', 'do not migrate these mailboxes; they stay in the list'],
  ['take-again', 'take-again', 'take back what was planned for mailboxes without target'],
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
      .description(
        'whose turn comes first: all begin with 1, and a higher number waits for the lower ones',
      )
      .argument('<priority>', '1 to 5'),
  ).action((to: string, ...[chosen, , command]: [readonly string[], unknown, Command]) =>
    act({ action: 'set-priority', to }, chosen, command),
  );
  for (const [verb, action, description] of deeds) {
    const command = pairs.command(verb).description(description);
    if (['reset', 'remove', 'unmatch'].includes(verb)) command.option('--yes', 'do not ask');
    if (verb === 'reset') {
      command.option(
        '--without-matching',
        'match nothing at the target: mail that is there already will be there twice',
      );
    }
    addSelection(command).action((chosen: readonly string[], _raw, called: Command) => {
      const { withoutMatching } = called.opts<{ withoutMatching?: true }>();
      const apart = withoutMatching === undefined ? {} : { withoutMatching };
      return act({ action, ...apart }, chosen, called);
    });
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
      'not-matched, not-migrated, ready, queued, waiting, running, paused, needs-you, completed, completed-with-failures, under-watch; several separated by commas',
    )
    .option('--reason <code>', 'only with this code of the error catalogue')
    .option('--priority <n>', 'only of this priority');
}
