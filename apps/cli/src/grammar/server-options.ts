import { type Command, Option } from 'commander';
import { UsageError } from '../usage-error.ts';

const serverOptions = [
  ['--server <url>', 'the Mailhaul server (or set MAILHAUL_SERVER)'],
  ['--token-file <file>', 'its first line is the token (or set MAILHAUL_TOKEN)'],
  ['--tenant <id>', 'the tenant (default: the only one that the token may see)'],
  ['--json', 'for programs: one JSON object a line'],
] as const;

/** Also on a noun, so that they may stand before the verb. */
export function addServerOptions(command: Command): Command {
  for (const [flags, description] of serverOptions) command.option(flags, description);
  return command;
}

/** Before the noun as well; to be called when all commands are there, for they would inherit the order. @throws UsageError where one stands before a command that asks no server */
export function takeServerOptionsFirst(program: Command): void {
  // Behind a command they are its own: those of this machine have a --json too.
  program.enablePositionalOptions();
  for (const [flags] of serverOptions) program.addOption(new Option(flags).hideHelp());
  program.hook('preAction', (_program, called) => {
    const [given] = program.options.filter(
      (option) => program.getOptionValueSource(option.attributeName()) === 'cli',
    );
    if (given === undefined || hasServerOptions(called)) return;
    throw new UsageError(
      `${given.long ?? given.flags} stands before ${called.name()}, which asks no server`,
      `mailhaul ${called.name()} --help lists its options; they stand behind it`,
    );
  });
}

export function hasServerOptions(command: Command): boolean {
  return command.options.some(({ long }) => long === '--server');
}

export function addListOptions(command: Command): Command {
  return command
    .option('--search <text>', 'only what holds this text')
    .option('--sort <field>', 'by a field of --json, with - in front for the largest first')
    .option('--limit <n>', 'rows at most (default: 100, with --json all)');
}

export function collectValues(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
