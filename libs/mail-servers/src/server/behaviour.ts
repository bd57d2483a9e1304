import type { Clock } from '@mailhaul/kernel';
import type { Mailbox } from '../store/mailbox.ts';
import type { StoredFolder } from '../store/stored-folder.ts';
import type { IncomingMessage, StoredMessage } from '../store/stored-message.ts';

/** A tagged answer. */
export interface Answer {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** A response code without brackets. */
  readonly code?: string;
  readonly text: string;
}

/** Ends the connection: `end` sends what is pending and closes, `reset` drops it. */
export interface HookClose {
  readonly close: 'end' | 'reset';
  readonly bye?: string;
}

/** What a hook wants instead of the ordinary course. */
export type HookAnswer = Answer | HookClose;

export interface ConnectionContext {
  /** 1 for the server's first connection. */
  readonly connection: number;
  /** The signed-in user's. */
  readonly mailbox: Mailbox | undefined;
  readonly clock: Clock;
  /** Sends bytes as they are: whatever a hostile server may say. */
  readonly send: (text: string) => void;
}

export interface CommandContext extends ConnectionContext {
  /** Upper case; UID commands as `UID FETCH`. */
  readonly name: string;
  /** The command's first line, without its line end. */
  readonly line: string;
  /** How many commands of this name the server has seen, with this one. */
  readonly count: number;
  readonly selected: StoredFolder | undefined;
}

export interface LiteralProgress {
  /** Which message of the APPEND, from 0. */
  readonly index: number;
  readonly size: number;
  readonly received: number;
}

/** What becomes of a message that is to be stored. */
export type StoreDecision =
  | { readonly kind: 'store'; readonly message: IncomingMessage }
  /** Answered as if stored, with the uid of that message of the folder or of the same batch. */
  | { readonly kind: 'merge'; readonly into: StoredMessage | IncomingMessage }
  | { readonly kind: 'refuse'; readonly answer: Answer };

type MaybePromise<T> = T | Promise<T>;

/** What FETCH does about one message: leaves it out, gives its body as NIL, or ends there with that answer. */
export type FetchDecision = 'omit' | 'nil-body' | Answer;

/**
 * A way in which a server differs from a good one. Small ones are composed: of several, each is asked in order,
 * and the first that gives an answer has it.
 */
export interface ImapBehaviour {
  /** Before the greeting. `send` in place of it together with `close` makes a hostile one. */
  readonly onConnect?: (context: ConnectionContext) => MaybePromise<HookAnswer | undefined>;
  /** Before a command's arguments are read. An answer here is given in place of the command. */
  readonly beforeCommand?: (context: CommandContext) => MaybePromise<HookAnswer | undefined>;
  /** While a message literal arrives, at each piece. */
  readonly duringLiteral?: (
    context: CommandContext,
    progress: LiteralProgress,
  ) => MaybePromise<HookClose | undefined>;
  /** The command's last byte is here and nothing is stored yet. With non-atomic APPEND: once per message. */
  readonly beforeCommit?: (context: CommandContext) => MaybePromise<HookAnswer | undefined>;
  /** The messages are stored and nothing is answered yet. */
  readonly afterCommit?: (context: CommandContext) => MaybePromise<HookAnswer | undefined>;
  /** Any command's effect is done; an answer here is given in place of the true one. */
  readonly beforeAnswer?: (
    context: CommandContext,
    answer: Answer,
  ) => MaybePromise<HookAnswer | undefined>;
  /**
   * Called for each message before it is stored by APPEND; `batch` holds those of the same command that are not
   * stored yet. Undefined: no opinion.
   */
  readonly onIncoming?: (
    message: IncomingMessage,
    folder: StoredFolder,
    batch: readonly IncomingMessage[],
  ) => StoreDecision | undefined;
  /** Which flags APPEND and STORE keep of those given. */
  readonly onFlags?: (flags: readonly string[], folder: StoredFolder) => readonly string[];
  /** True: no keyword can be added any more, and PERMANENTFLAGS says so (RFC 3501 §7.1). */
  readonly refusesNewKeywords?: (folder: StoredFolder) => boolean;
  /** Gmail's labels of a message, where X-GM-EXT-1 is offered. */
  readonly onLabels?: (uid: number, path: readonly string[]) => readonly string[] | undefined;
  /** Called for each folder name before CREATE and RENAME make it. */
  readonly onFolderName?: (path: readonly string[]) => Answer | undefined;
  /** Called for each message of a FETCH; `asksBody`: its whole body is wanted. Undefined: no opinion. */
  readonly onFetch?: (
    message: StoredMessage,
    fetch: { readonly asksBody: boolean; readonly context: CommandContext },
  ) => FetchDecision | undefined;
  /** FETCH tells the newest message first (RFC 3501 §7.4.2 leaves the order open). */
  readonly fetchesBackwards?: boolean;
  /** Asked for each body FETCH sends: after how many of its bytes the connection ends; undefined sends it whole. */
  readonly cutBody?: (
    context: CommandContext,
    body: { readonly uid: number; readonly size: number },
  ) => number | undefined;
  /** Every line the server sends but message bodies, line end included. */
  readonly rewriteLine?: (line: string) => string;
  /** APPEND stores each message as soon as it is here (RFC 3502 forbids it, servers do it). */
  readonly storesOneByOne?: boolean;
}
