import type { Command } from 'commander';
import type { RawTenantOptions } from '../server/commands/tenants.ts';
import type { RawServerOptions } from '../server/session/server-options.ts';
import type { RawListOptions } from '../server/words/show-list.ts';
import type { RunWork } from './server-grammar.ts';
import { addListOptions, addServerOptions } from './server-options.ts';

export function addTenantCommands(program: Command, run: RunWork): void {
  const tenants = addServerOptions(
    program.command('tenants').description('the tenants that you may see; make one'),
  );
  addServerOptions(addListOptions(tenants.command('list').description('tenants'))).action(
    (_raw, command: Command) => {
      const raw = command.optsWithGlobals<RawListOptions & RawServerOptions>();
      return run(raw, (commands, server) => commands.listTenants(server, raw));
    },
  );
  addServerOptions(
    tenants
      .command('create')
      .description('make a tenant')
      .argument('<id>', 'a-z, 0-9 and -; it stays for good')
      .option('--name <name>', 'how people call it (default: the id)')
      .option(
        '--weight <n>',
        'its share of the workers beside the others’, 1 to 100 (default: 10)',
      ),
  ).action((id: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawTenantOptions & RawServerOptions>();
    return run(raw, (commands, server) => commands.createTenant(server, id, raw));
  });
}
