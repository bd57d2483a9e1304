import type { Announced, FilteredCommand } from './abilities.ts';

const commandBytesMax = 64 << 20;
const announcement = /(~?)\{(\d+)(\+?)\}\r?\n$/;

/** A whole command, and the bytes that a server with LITERAL+ takes for it. */
export interface SplitCommand extends FilteredCommand {
  readonly bytes: Buffer;
}

/** Cuts a client's bytes into commands, and asks for literals that wait (`onWaits`). */
export class CommandSplitter {
  readonly #onCommand: (command: SplitCommand) => void;
  readonly #onWaits: () => void;
  #rest: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #text = '';
  #literals: Announced[] = [];
  #literalLeft = 0;
  #size = 0;
  /** Lines are no commands as long as this holds: the client answers a challenge. */
  isAnswering: (line: string) => boolean = () => false;

  constructor(onCommand: (command: SplitCommand) => void, onWaits: () => void) {
    this.#onCommand = onCommand;
    this.#onWaits = onWaits;
  }

  push(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    this.#size += chunk.length;
    if (this.#size > commandBytesMax) throw new Error('a command without end');
    while (this.#rest.length > 0 && (this.#literalLeft > 0 ? this.#literal() : this.#line()));
  }

  #literal(): boolean {
    const taken = this.#rest.subarray(0, this.#literalLeft);
    this.#parts.push(taken);
    this.#literalLeft -= taken.length;
    this.#rest = this.#rest.subarray(taken.length);
    return true;
  }

  #line(): boolean {
    const end = this.#rest.indexOf(10);
    if (end < 0) return false;
    const line = this.#rest.toString('latin1', 0, end + 1);
    this.#rest = this.#rest.subarray(end + 1);
    const match = this.isAnswering(line) ? null : announcement.exec(line);
    if (match === null) {
      this.#parts.push(Buffer.from(line, 'latin1'));
      this.#text += line.trimEnd();
      this.#end();
      return true;
    }
    const [all, binary, size, plus] = match;
    const announced = {
      size: Number(size),
      isNonSync: plus === '+',
      isBinary: binary === '~',
    };
    this.#literals.push(announced);
    this.#literalLeft = announced.size;
    const head = line.slice(0, line.length - all.length);
    this.#text += `${head}{${announced.size}}`;
    this.#parts.push(Buffer.from(`${head}${binary ?? ''}{${announced.size}+}\r\n`, 'latin1'));
    if (!announced.isNonSync) this.#onWaits();
    return true;
  }

  #end(): void {
    const [, tag = '', verb = '', args = ''] =
      /^(\S+) +((?:UID +)?\S+) ?([^]*)$/i.exec(this.#text) ?? [];
    const command = {
      tag,
      verb: verb.toUpperCase().replaceAll(/ +/g, ' '),
      args,
      literals: this.#literals,
      bytes: Buffer.concat(this.#parts),
    };
    this.#parts = [];
    this.#text = '';
    this.#literals = [];
    this.#size = this.#rest.length;
    this.#onCommand(command);
  }
}
