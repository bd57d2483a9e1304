import type { Command } from 'commander';
import type { RawEditOptions, RawJobOptions } from '../server/commands/job-flags.ts';
import type { RawMoveOptions } from '../server/commands/jobs.ts';
import type { TurnWish } from '../server/commands/turn-job.ts';
import type { RawCreation } from '../server/commands/creation-settings.ts';
import type { RawJobConditions } from '../server/commands/job-conditions.ts';
import type { RawSchedule } from '../server/commands/schedule-flags.ts';
import type { RawServerOptions } from '../server/session/server-options.ts';
import type { RawListOptions } from '../server/words/show-list.ts';
import { addConditionOptions } from './condition-options.ts';
import type { RunWork } from './server-grammar.ts';
import { addFilterOptions, addFolderMapOption, addTransferOptions } from './item-options.ts';
import { addListOptions, addServerOptions, collectValues } from './server-options.ts';

type RawCreate = RawJobOptions & RawServerOptions & { source: string; target: string };

export function addJobCommands(program: Command, run: RunWork): void {
  const jobs = addServerOptions(
    program.command('jobs').description('make, start, pause and order migrations'),
  );
  addServerOptions(
    addListOptions(jobs.command('list').description('jobs in the order of their turn')).option(
      '--status <status>',
      'draft, running, paused or finished; several separated by commas',
    ),
  ).action((_raw, command: Command) => {
    const raw = command.optsWithGlobals<RawListOptions & RawServerOptions & { status?: string }>();
    return run(raw, (commands, server) => commands.listJobs(server, raw));
  });
  const create = jobs
    .command('create')
    .description('make a job between two connections')
    .argument('<name>', 'how people call it')
    .requiredOption('--source <connection>', 'where the mail is')
    .requiredOption('--target <connection>', 'where it goes');
  addFilterOptions(create);
  addTransferOptions(create);
  addFolderMapOption(create);
  addServerOptions(create).action((name: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawCreate>();
    return run(raw, (commands, server) => commands.createJob(server, name, raw));
  });
  addEdit(jobs, run);
  addServerOptions(jobs.command('show').description('how a job stands').argument('<job>')).action(
    (text: string, _raw, command: Command) =>
      run(command.optsWithGlobals(), (commands, server) => commands.showJob(server, text)),
  );
  addTurns(jobs, run);
  addSchedule(jobs, run);
  addCreation(jobs, run);
  addConditions(jobs, run);
  addServerOptions(
    jobs
      .command('move')
      .description('give a job another turn among the others')
      .argument('<job>')
      .option('--before <job>', 'directly before that one')
      .option('--first', 'before all')
      .option('--last', 'behind all'),
  ).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawMoveOptions & RawServerOptions>();
    return run(raw, (commands, server) => commands.moveJob(server, text, raw));
  });
  addServerOptions(
    jobs
      .command('delete')
      .description('delete a job that does not run; mail at the target stays')
      .argument('<job>')
      .option('--yes', 'do not ask'),
  ).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawServerOptions & { yes?: boolean }>();
    return run(raw, (commands, server) => commands.deleteJob(server, text, raw));
  });
}

function addEdit(jobs: Command, run: RunWork): void {
  const edit = jobs
    .command('edit')
    .description('change a job; what no option names stays as it is')
    .argument('<job>')
    .option('--name <name>', 'how people call it')
    .option('--source <connection>', 'where the mail is; only before its first start')
    .option('--target <connection>', 'where it goes; only before its first start');
  addFilterOptions(edit);
  edit
    .option('--connections <n>', 'connections per mailbox and side that copy, 1 to 4')
    .option('--newest-first', 'newest items first')
    .option('--oldest-first', 'oldest items first')
    .option('--on-filled-target <what>', 'target folders that hold mail already: match or refuse')
    .option('--verify', 'compare both sides after a completed pass')
    .option('--no-verify', 'do not');
  addFolderMapOption(edit);
  edit.option(
    '--clear <option>',
    'take an option away, e.g. max-size, include-folder or folder-map; may be repeated',
    collectValues,
  );
  addServerOptions(edit).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawEditOptions & RawServerOptions>();
    return run(raw, (commands, server) => commands.editJob(server, text, raw));
  });
}

function addSchedule(jobs: Command, run: RunWork): void {
  const schedule = jobs
    .command('schedule')
    .description('when a job may run: show it, or change what an option names')
    .argument('<job>')
    .option(
      '--allow <time>',
      'e.g. "mon-fri 22:00-06:00", "sat,sun all-day", "daily 08:00-18:00 rate=5MB mailboxes=3"; may be repeated',
      collectValues,
    )
    .option('--zone <zone>', 'whose clock counts, e.g. Europe/Berlin (default: of this machine)')
    .option('--closed <date>', 'that whole day nothing runs; may be repeated', collectValues)
    .option('--open <date>', 'that whole day it may run; may be repeated', collectValues)
    .option('--as-usual <date>', 'that day is as its weekday again', collectValues)
    .option('--not-before <time>', 'start later: 2026-12-24T22:00, or off')
    .option('--delta-every <hours>', 'ask for a delta by itself, or off')
    .option('--delta-until <time>', 'the cutover: no delta by itself from then on, or off')
    .option('--none', 'take the schedule away');
  addServerOptions(schedule).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawSchedule & RawServerOptions>();
    return run(raw, (commands, server) => commands.scheduleJob(server, text, raw));
  });
}

function addCreation(jobs: Command, run: RunWork): void {
  const creation = jobs
    .command('creation-settings')
    .description('how target mailboxes are made: show it, or change what an option names')
    .argument('<job>')
    .option('--domain <domain>', 'behind the @ of their addresses')
    .option('--unit <dn>', 'the unit in which users are made, e.g. ou=People,dc=new,dc=example')
    .option('--name <pattern>', 'what people read (default: {displayname})')
    .option('--alias <pattern>', 'before the @ (default: {localpart})')
    .option('--password-length <n>', 'of initial passwords, 8 to 64 (default: 16)')
    .option('--password-classes <list>', 'of lower,upper,digits,symbols (default: all)')
    .option('--must-change', 'another password at the first sign-in (default)')
    .option('--no-must-change', 'not so')
    .option('--hook <name>', 'the program that finishes each, a file name; or off')
    .option('--hook-seconds <n>', 'how long it may take, 1 to 600 (default: 60)')
    .option('--none', 'take the settings away: nothing is made');
  addServerOptions(creation).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawCreation & RawServerOptions>();
    return run(raw, (commands, server) => commands.creationSettings(server, text, raw));
  });
}

const turns = [
  ['start', 'startJob', 'start a job, or go on with it'],
  ['pause', 'pauseJob', 'pause a job; mailboxes at work stop within seconds'],
  ['delta', 'requestDelta', 'copy what is new, was excluded or failed'],
] as const;

function addTurns(jobs: Command, run: RunWork): void {
  for (const [verb, turn, description] of turns) {
    const command = jobs.command(verb).description(description).argument('<job>');
    if (verb !== 'pause')
      command
        .option('--watch', 'then show how it gets on, like mailhaul watch')
        .option('--wait', 'outside its schedule: begin when that opens')
        .option('--now', 'outside its schedule: run all the same, until it opens');
    addServerOptions(command).action((job: string, _raw, called: Command) => {
      const raw = called.optsWithGlobals<RawServerOptions & Omit<TurnWish, 'job'>>();
      const { watch, wait, now } = raw;
      const target = { job, watch, wait, now };
      return run(raw, (commands, server) => commands.turnJob(server, turn, target));
    });
  }
}

function addConditions(jobs: Command, run: RunWork): void {
  const conditions = jobs
    .command('conditions')
    .description('whom of its source a job takes: shows it, or takes whom the options name instead')
    .argument('<job>');
  addServerOptions(
    addConditionOptions(conditions)
      .option('--none', 'no conditions: its mailboxes are as they were given')
      .option('--leaving <count>', 'so many may leave, though it is more than half')
      .option('--dry-run', 'only say who would enter, leave and stay'),
  ).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawJobConditions & RawServerOptions>();
    return run(raw, (commands, server) => commands.jobConditions(server, text, raw));
  });
}
