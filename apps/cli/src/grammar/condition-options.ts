import type { Command } from 'commander';

/** Whom conditions take, and whom they leave out whatever else takes them. */
export function addConditionOptions(command: Command): Command {
  return command
    .option('--all', 'every mailbox that people use')
    .option('--public-folders', 'the public folders')
    .option('--group <groups...>', 'members of a group, by its name, address or DN')
    .option('--unit <units...>', 'who stands in a unit or below it, by its DN')
    .option('--pattern <patterns...>', 'by address, such as *@sales.example')
    .option('--address <addresses...>', 'these addresses')
    .option('--except-group <groups...>', 'but none of its members')
    .option('--except-unit <units...>', 'but nobody in it')
    .option('--except-pattern <patterns...>', 'but none of these addresses')
    .option('--except-address <addresses...>', 'but not these, even if somebody added them');
}
