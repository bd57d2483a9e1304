import type { Command } from 'commander';
import type { ServerWork } from '../server/run-server-command.ts';
import type { RawServerOptions } from '../server/session/server-options.ts';
import { addConnectionCommands } from './connection-grammar.ts';
import { addJobCommands } from './job-grammar.ts';
import { addPairCommands } from './pair-grammar.ts';
import { addTenantCommands } from './tenant-grammar.ts';
import { addResultCommands } from './result-grammar.ts';
import { hasServerOptions } from './server-options.ts';
import { addWorkerCommands } from './worker-grammar.ts';

/** Runs what a command is bound to, with the options that say which server is asked. */
export type RunWork = (raw: RawServerOptions, work: ServerWork) => Promise<void>;

/** The commands that ask a server. What they do is loaded when one of them is called. */
export function addServerCommands(program: Command, run: RunWork): void {
  program.commandsGroup('Commands that ask a server (--server URL):');
  addTenantCommands(program, run);
  addConnectionCommands(program, run);
  addJobCommands(program, run);
  addPairCommands(program, run);
  addResultCommands(program, run);
  addWorkerCommands(program, run);
  for (const command of program.commands.flatMap((one) => [one, ...one.commands]))
    if (hasServerOptions(command)) command.addHelpText('after', serverHelp);
}

const serverHelp = `
A job, connection or mailbox is named by its name, its id, or the beginning of
either. All of it: docs/reference/command-line.md`;
