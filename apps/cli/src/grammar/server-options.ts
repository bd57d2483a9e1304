import type { Command } from 'commander';

/** Also on a noun, so that they may stand before the verb. */
export function addServerOptions(command: Command): Command {
  return command
    .option('--server <url>', 'the Mailhaul server (or set MAILHAUL_SERVER)')
    .option('--token-file <file>', 'its first line is the token (or set MAILHAUL_TOKEN)')
    .option('--tenant <id>', 'the tenant (default: the only one that the token may see)')
    .option('--json', 'for programs: one JSON object a line');
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
