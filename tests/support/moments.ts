import type { CommandContext, HookAnswer, ImapBehaviour } from '@mailhaul/mail-servers';

/** A command by its name and by how many of that name the server has seen, from 1. */
export interface CommandMoment {
  readonly command: string;
  readonly count: number;
  /** `before`: not performed yet. `stored`: an APPEND's messages are in, nothing is answered. `done`: not answered yet. */
  readonly when: 'before' | 'complete' | 'stored' | 'done';
}

/** Something that happens on the server's side just then; what it gives takes the place of the ordinary course. */
export function at(
  moment: CommandMoment,
  act: (
    context: CommandContext,
  ) => HookAnswer | undefined | void | Promise<HookAnswer | undefined | void>,
): ImapBehaviour {
  const hook = async (context: CommandContext) => {
    if (context.name !== moment.command || context.count !== moment.count) return undefined;
    return (await act(context)) ?? undefined;
  };
  switch (moment.when) {
    case 'before':
      return { beforeCommand: hook };
    case 'complete':
      return { beforeCommit: hook };
    case 'stored':
      return { afterCommit: hook };
    case 'done':
      return { beforeAnswer: hook };
  }
}

/** Our server gathers answers while more commands wait; so many words make it send what it has. */
export function sendGathered(context: CommandContext): void {
  context.send('* OK Still here\r\n'.repeat(5_000));
}

/** A promise with its key outside. */
export function latch(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
