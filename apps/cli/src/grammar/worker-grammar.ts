import type { Command } from 'commander';
import type { RawServerOptions } from '../server/session/server-options.ts';
import type { RunWork } from './server-grammar.ts';
import { addServerOptions } from './server-options.ts';

export function addWorkerCommands(program: Command, run: RunWork): void {
  const workers = addServerOptions(
    program.command('workers').description('the workers that run the passes; empty one'),
  );
  addServerOptions(workers.command('list').description('workers that were heard of')).action(
    (_raw, command: Command) =>
      run(command.optsWithGlobals<RawServerOptions>(), (commands, server) =>
        commands.listWorkers(server),
      ),
  );
  const addOrder = (name: 'drain' | 'undrain', description: string) =>
    addServerOptions(
      workers
        .command(name)
        .description(description)
        .argument('<worker>', 'its id, its machine, or the beginning of either'),
    ).action((text: string, _raw, command: Command) =>
      run(command.optsWithGlobals<RawServerOptions>(), (commands, server) =>
        commands.orderWorker(server, text, name),
      ),
    );
  addOrder('drain', 'it gives back its passes, which go on elsewhere, and takes no more');
  addOrder('undrain', 'it takes passes again');
}
