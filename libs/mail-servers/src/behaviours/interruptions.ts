import type { Answer, CommandContext, HookClose, ImapBehaviour } from '../server/behaviour.ts';

/** Which commands are meant. */
export interface CommandChoice {
  /** `APPEND`, `UID FETCH`...; absent: every command. */
  readonly command?: string;
  /** The first one meant, counting those of that name from 1 over the server's life; default 1. */
  readonly from?: number;
  /** How many are meant; default 1. */
  readonly times?: number;
}

/** The moment of a command at which something happens. */
export type Moment =
  | 'before'
  /** APPEND: all bytes are here, nothing is stored. */
  | 'before-commit'
  /** APPEND: stored, not answered. */
  | 'after-commit'
  /** Any command: its effect is done, not answered. */
  | 'before-answer'
  /** APPEND: so many bytes of a message's literal are here. */
  | { readonly literalBytes: number; readonly message?: number };

/** Closes the connection at that moment of the chosen commands. */
export function closeAt(
  moment: Moment,
  choice: CommandChoice,
  how: HookClose = { close: 'reset' },
): ImapBehaviour {
  return hookAt(moment, choice, () => how);
}

/** Ends the connection each time that folder is opened or asked about, or each time anything of it is fetched. */
export function hangUpOver(folder: string, when: 'opened' | 'fetched'): ImapBehaviour {
  const opens = /(?:SELECT|EXAMINE|STATUS)$/;
  const isMeant = ({ name, line, selected }: CommandContext) =>
    when === 'fetched'
      ? name.endsWith('FETCH') && selected?.path.join('/') === folder
      : opens.test(name) && line.replaceAll('"', '').split(' ').includes(folder);
  return { beforeCommand: (context) => (isMeant(context) ? { close: 'reset' } : undefined) };
}

/** Falls silent at that moment of the chosen commands, until the client or the server goes. */
export function hangAt(moment: Moment, choice: CommandChoice): ImapBehaviour {
  return hookAt(moment, choice, () => new Promise<never>(() => undefined));
}

/** FETCH ends the connection after so many bytes of a body, of the chosen commands. */
export function cutBodyAfter(bytes: number, choice: CommandChoice): ImapBehaviour {
  const choose = chooser(choice);
  return {
    cutBody: (context, { size }) => (size > bytes && choose(context) ? bytes : undefined),
  };
}

/** The chosen commands are not performed but answered like this: throttling, sudden refusals. */
export function answerWith(answer: Answer, choice: CommandChoice): ImapBehaviour {
  const choose = chooser(choice);
  return { beforeCommand: (context) => (choose(context) ? answer : undefined) };
}

/** Sends that text, line ends and all, before the chosen commands are performed: unsolicited data, garbage. */
export function sayBefore(text: string, choice: CommandChoice): ImapBehaviour {
  const choose = chooser(choice);
  return {
    beforeCommand: (context) => {
      if (choose(context)) context.send(text);
      return undefined;
    },
  };
}

/** Every line sent (bodies excepted) is what `rewrite` makes of it. */
export function rewriteLines(rewrite: (line: string) => string): ImapBehaviour {
  return { rewriteLine: rewrite };
}

/** New connections are sent away with BYE while `isBusy` holds. */
export function refuseConnections(isBusy: () => boolean, bye: string): ImapBehaviour {
  return { onConnect: () => (isBusy() ? { close: 'end', bye } : undefined) };
}

function hookAt(
  moment: Moment,
  choice: CommandChoice,
  act: () => HookClose | Promise<never>,
): ImapBehaviour {
  const choose = chooser(choice);
  const hook = (context: CommandContext) => (choose(context) ? act() : undefined);
  switch (moment) {
    case 'before':
      return { beforeCommand: hook };
    case 'before-commit':
      return { beforeCommit: hook };
    case 'after-commit':
      return { afterCommit: hook };
    case 'before-answer':
      return { beforeAnswer: hook };
    default:
      return {
        duringLiteral: (context, progress) => {
          const isThere = progress.received >= moment.literalBytes;
          const isMeant = moment.message === undefined || progress.index === moment.message;
          return isThere && isMeant ? hook(context) : undefined;
        },
      };
  }
}

function chooser(choice: CommandChoice): (context: CommandContext) => boolean {
  const { command, from = 1, times = 1 } = choice;
  let left = times;
  let seen = 0;
  return (context) => {
    if (command !== undefined && context.name !== command) return false;
    if (command === undefined) seen += 1;
    const count = command === undefined ? seen : context.count;
    if (count < from || left <= 0) return false;
    left -= 1;
    return true;
  };
}
