import type { ArgumentReader } from '../wire/argument-reader.ts';
import type { TokenCursor } from '../wire/tokens.ts';
import type { Answer, CommandContext, HookAnswer } from './behaviour.ts';
import type { Extension } from './capabilities.ts';
import type { Session } from './session.ts';

/** A command as received. */
export interface Command {
  readonly tag: string;
  readonly name: string;
  readonly isUid: boolean;
  readonly context: CommandContext;
}

/** The states of RFC 3501 §3; `authenticated` includes `selected`. */
export type CommandState = 'any' | 'not-authenticated' | 'authenticated' | 'selected';

interface CommonSpec {
  readonly name: string;
  readonly state: CommandState;
  /** The command exists only with this extension. */
  readonly needs?: Extension;
  /** RFC 3501 §7.4.1: no EXPUNGE while FETCH, STORE or SEARCH by sequence number is answered. */
  readonly keepsSequence?: boolean;
}

/** How a command is performed. `streams`: it reads its own arguments, for they may be large. */
export type CommandSpec = CommonSpec &
  (
    | {
        readonly sections?: boolean;
        readonly run: (
          session: Session,
          args: TokenCursor,
          command: Command,
        ) => Answer | Promise<Answer>;
      }
    | {
        readonly stream: (
          session: Session,
          reader: ArgumentReader,
          command: Command,
        ) => Answer | Promise<Answer>;
      }
  );

/** A behaviour's wish that ends the command here: the connection obeys it. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly wish: HookAnswer;

  constructor(wish: HookAnswer) {
    super('a behaviour took over');
    this.wish = wish;
  }
}

export function ok(text: string, code?: string): Answer {
  return code === undefined ? { status: 'OK', text } : { status: 'OK', text, code };
}

export function no(text: string, code?: string): Answer {
  return code === undefined ? { status: 'NO', text } : { status: 'NO', text, code };
}

export function bad(text: string): Answer {
  return { status: 'BAD', text };
}
