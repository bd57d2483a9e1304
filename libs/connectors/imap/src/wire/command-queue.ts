import type { KeptLiteral, LiteralSink } from './raw-response.ts';
import type { StatusResponse } from './status-response.ts';
import type { Untagged } from './untagged.ts';

/** What a command wants of the data that come while it runs. */
export interface Command {
  /** For messages about it; without arguments. */
  readonly name?: string;
  /** `selects` opens a folder, `selected` works on the open one; data about messages go to these only. */
  readonly role?: 'plain' | 'selects' | 'selected';
  /** True when the data were for this command. */
  onData?(untagged: Untagged): boolean;
  /** Where a literal goes; undefined when it is not for this command. */
  onLiteral?(untagged: Untagged, size: number): KeptLiteral | LiteralSink | undefined;
  /** The connection ended before the answer. */
  onLost?(error: Error): void;
  /** Called with the answer, before anything that follows it is read. */
  onAnswer?(answer: StatusResponse): void;
}

export interface Pending {
  readonly tag: string;
  readonly answer: Promise<StatusResponse>;
  readonly isAnswered: boolean;
  onAnswered: (() => void) | undefined;
}

interface Entry extends Pending {
  isAnswered: boolean;
  readonly command: Command;
  readonly resolve: (answer: StatusResponse) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Commands sent and not yet answered, oldest first, and the rule by which data find theirs. Data about messages and
 * the open folder go to the oldest commands that work on a selection, never past one that opens another folder;
 * everything else names what it is about and goes to the first command that wants it.
 */
export class CommandQueue {
  readonly #entries = new Map<string, Entry>();
  #lastTag = 0;
  #onEmpty: (() => void)[] = [];

  get size(): number {
    return this.#entries.size;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** Resolves when every command is answered, or the connection is lost. */
  async emptied(): Promise<void> {
    if (!this.isEmpty) await new Promise<void>((resolve) => this.#onEmpty.push(resolve));
  }

  add(command: Command): Pending {
    this.#lastTag += 1;
    const tag = `M${this.#lastTag}`;
    const { promise, resolve, reject } = Promise.withResolvers<StatusResponse>();
    // Who does not look at the answer is told of a lost connection by its other calls.
    promise.catch(() => undefined);
    const entry: Entry = {
      tag,
      command,
      answer: promise,
      resolve,
      reject,
      isAnswered: false,
      onAnswered: undefined,
    };
    this.#entries.set(tag, entry);
    return entry;
  }

  /** Gives data to the command they belong to; false where nobody asked for them. */
  offer(untagged: Untagged): boolean {
    let isTaken = false;
    this.#firstTaker(untagged, (command) => {
      isTaken = command.onData?.(untagged) === true;
      return isTaken;
    });
    return isTaken;
  }

  offerLiteral(untagged: Untagged, size: number): KeptLiteral | LiteralSink | undefined {
    let place: KeptLiteral | LiteralSink | undefined;
    this.#firstTaker(untagged, (command) => {
      place = command.onLiteral?.(untagged, size);
      return place !== undefined;
    });
    return place;
  }

  /** False where no such command runs, or the status is no answer. */
  settle(tag: string, answer: StatusResponse): boolean {
    const entry = this.#entries.get(tag);
    if (entry === undefined || answer.status === 'BYE' || answer.status === 'PREAUTH') return false;
    this.#entries.delete(tag);
    entry.isAnswered = true;
    try {
      entry.command.onAnswer?.(answer);
    } catch (error) {
      entry.reject(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
    entry.onAnswered?.();
    entry.resolve(answer);
    if (this.isEmpty) this.#tellEmpty();
    return true;
  }

  failAll(error: Error): void {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const entry of entries) {
      entry.command.onLost?.(error);
      entry.reject(error);
    }
    this.#tellEmpty();
  }

  #tellEmpty(): void {
    for (const tell of this.#onEmpty.splice(0)) tell();
  }

  describeOldest(): string {
    for (const { command } of this.#entries.values()) return command.name ?? 'a command';
    return 'a command';
  }

  #firstTaker(untagged: Untagged, takes: (command: Command) => boolean): void {
    const isOfSelection = !selfNaming.has(untagged.kind);
    for (const { command } of this.#entries.values()) {
      const role = command.role ?? 'plain';
      if (isOfSelection && role === 'plain') continue;
      if (takes(command)) return;
      if (isOfSelection && role === 'selects') return;
    }
  }
}

/** Data that say themselves what they are about. */
const selfNaming: ReadonlySet<string> = new Set([
  'LIST',
  'LSUB',
  'XLIST',
  'STATUS',
  'NAMESPACE',
  'ID',
  'CAPABILITY',
  'ENABLED',
  'QUOTA',
  'QUOTAROOT',
]);
