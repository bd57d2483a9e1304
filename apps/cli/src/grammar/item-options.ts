import { itemKindChoices } from '@mailhaul/contracts';
import type { Command } from 'commander';
import { collectValues } from './server-options.ts';

/** Which items and folders take part; the same for a run on this machine and a job of a server. */
export function addFilterOptions(command: Command): void {
  command
    .option(
      '--include-folder <folder>',
      'only this folder and those below it, e.g. Projects, Projects/* or #Inbox; may be repeated',
      collectValues,
    )
    .option(
      '--exclude-folder <folder>',
      'not this folder and those below it; may be repeated',
      collectValues,
    )
    .option(
      '--take-folder <folder>',
      'this folder too, though it is no mail or only shows mail of others; may be repeated',
      collectValues,
    )
    .option('--shared-folders', 'also folders that other users share, below "Shared folders"')
    .option('--public-folders', 'also folders that are everybody’s, below "Public folders"')
    .option('--min-size <size>', 'leave out smaller items')
    .option('--max-size <size>', 'leave out larger items, e.g. 25MB')
    .option('--since <date>', 'only items received at or after, e.g. 2024-01-31 or 90d')
    .option('--before <date>', 'only items received before')
    .option('--newer-than <days>', 'only items received in the last so many days, e.g. 30d')
    .option('--older-than <days>', 'only items received longer ago than so many days')
    .option(
      '--kind <kind>',
      `only items of this kind: ${itemKindChoices.join(', ')}; may be repeated`,
      collectValues,
    )
    .option('--only-read', 'only mail that was read')
    .option('--only-unread', 'only mail that was not')
    .option('--only-flagged', 'only mail that is flagged')
    .option('--only-unflagged', 'only mail that is not');
}

/** How it is copied. */
export function addTransferOptions(command: Command): void {
  command
    .option(
      '--connections <n>',
      'connections per mailbox and side that copy, 1 to 4 (default: as many as pay)',
    )
    .option('--newest-first', 'newest items first')
    .option(
      '--on-filled-target <what>',
      'target folders that hold mail already: match it first, or refuse',
      'match',
    )
    .option('--no-verify', 'do not compare both sides after a completed pass');
}

/** Of a mailbox, so not of a job. */
export function addFolderRootOption(command: Command): void {
  command.option('--folder-root <folder>', 'put all folders below this one of the target');
}

export function addFolderMapOption(command: Command): void {
  command.option(
    '--folder-map <source=target>',
    'put a folder elsewhere; may be repeated',
    collectValues,
  );
}
