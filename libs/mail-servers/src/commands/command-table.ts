import type { CommandSpec } from '../server/command.ts';
import { anyStateCommands } from './any-state.ts';
import { appendCommands } from './append.ts';
import { copyCommands } from './copy.ts';
import { expungeCommands } from './expunge.ts';
import { fetchCommands } from './fetch.ts';
import { folderCommands } from './folders.ts';
import { idleCommands } from './idle.ts';
import { listCommands } from './list.ts';
import { quotaCommands } from './quota.ts';
import { searchCommands } from './search.ts';
import { selectCommands } from './select.ts';
import { signInCommands } from './sign-in.ts';
import { statusCommands } from './status.ts';
import { storeCommands } from './store.ts';

/** Every command by its name. */
export const commandTable: ReadonlyMap<string, CommandSpec> = new Map(
  [
    anyStateCommands,
    signInCommands,
    listCommands,
    folderCommands,
    statusCommands,
    selectCommands,
    fetchCommands,
    storeCommands,
    searchCommands,
    copyCommands,
    expungeCommands,
    appendCommands,
    idleCommands,
    quotaCommands,
  ]
    .flat()
    .map((spec) => [spec.name, spec]),
);
