/** A moment in the conversation, told before its bytes are passed on. */
export type ImapStep =
  /** A command's first line is there. `verb` is upper case, without a leading UID. */
  | { readonly kind: 'command'; readonly verb: string; readonly line: string }
  /** Part of an APPEND's message is there, not all of it. */
  | { readonly kind: 'literal-part'; readonly received: number; readonly size: number }
  /** A message of an APPEND is there but for what a careful writer holds back: its last byte, or only the CRLF. */
  | { readonly kind: 'literal-end'; readonly messageCount: number }
  /** The CRLF that makes the server act on an APPEND. */
  | { readonly kind: 'commit'; readonly messageCount: number }
  /** The server's closing answer to an APPEND. */
  | { readonly kind: 'append-answer'; readonly isOk: boolean };

/** Where a writer stands, as far as its bytes tell. */
export type WriteState =
  'no byte' | 'mid-literal' | 'last byte, no CRLF' | 'CRLF, no OK' | 'after OK';

const lineBytesMax = 1 << 20;
const tailBytes = 24;
/** What of a message may be held back together with its CRLF. */
const heldBackBytesMax = 1;

interface Command {
  readonly tag: string;
  readonly verb: string;
  messageCount: number;
}

/** Follows the client's side of a plaintext IMAP connection, and its APPENDs' answers, without keeping bodies. */
export class ImapObserver {
  readonly #onStep: (step: ImapStep) => void;
  readonly #unanswered = new Set<string>();
  #command: Command | undefined;
  #line = '';
  #literalSize = 0;
  #literalLeft = 0;
  #isAfterLiteral = false;
  #serverLine = '';
  #serverLiteralLeft = 0;
  #answeredCount = 0;

  constructor(onStep: (step: ImapStep) => void) {
    this.#onStep = onStep;
  }

  /** The newest APPEND's state; earlier ones that still wait for an answer are in `unansweredCount`. */
  get writeState(): WriteState {
    if (this.#command?.verb === 'APPEND') {
      if (this.#isWhole) return 'last byte, no CRLF';
      return 'mid-literal';
    }
    if (this.#unanswered.size > 0) return 'CRLF, no OK';
    return this.#answeredCount > 0 ? 'after OK' : 'no byte';
  }

  get unansweredCount(): number {
    return this.#unanswered.size;
  }

  fromClient(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#literalLeft > 0 ? this.#skipLiteral(chunk, at) : this.#readLine(chunk, at);
    }
    if (this.#command?.verb !== 'APPEND') return;
    if (this.#isWhole) {
      this.#onStep({ kind: 'literal-end', messageCount: this.#command.messageCount });
    } else if (this.#literalLeft > 0) {
      const received = this.#literalSize - this.#literalLeft;
      this.#onStep({ kind: 'literal-part', received, size: this.#literalSize });
    }
  }

  get #isWhole(): boolean {
    const isAlmost = this.#literalLeft > 0 && this.#literalLeft <= heldBackBytesMax;
    return isAlmost || (this.#isAfterLiteral && this.#line === '');
  }

  fromServer(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#serverLiteralLeft > 0) {
        const taken = Math.min(this.#serverLiteralLeft, chunk.length - at);
        this.#serverLiteralLeft -= taken;
        at += taken;
        continue;
      }
      const end = chunk.indexOf(10, at);
      const text = chunk.toString('latin1', at, end < 0 ? chunk.length : end + 1);
      this.#serverLine = (this.#serverLine + text).slice(-lineBytesMax);
      at += text.length;
      if (end >= 0) this.#endServerLine();
    }
  }

  #endServerLine(): void {
    const line = this.#serverLine;
    this.#serverLine = '';
    const literal = /\{(\d+)\}\r\n$/.exec(line);
    if (literal !== null) this.#serverLiteralLeft = Number(literal[1]);
    const [tag, status] = line.split(' ', 2);
    if (tag === undefined || !this.#unanswered.delete(tag)) return;
    this.#answeredCount += 1;
    this.#onStep({ kind: 'append-answer', isOk: status === 'OK' });
  }

  #skipLiteral(chunk: Buffer, at: number): number {
    const taken = Math.min(this.#literalLeft, chunk.length - at);
    this.#literalLeft -= taken;
    if (this.#literalLeft === 0) this.#isAfterLiteral = true;
    return at + taken;
  }

  #readLine(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(10, at);
    const stop = end < 0 ? chunk.length : end + 1;
    this.#line += chunk.toString('latin1', at, stop);
    if (this.#line.length > lineBytesMax) throw new Error('a command line without end');
    if (end >= 0) this.#endLine();
    return stop;
  }

  #endLine(): void {
    const line = this.#line;
    this.#line = '';
    this.#isAfterLiteral = false;
    if (this.#command === undefined) {
      const [tag = '', first = '', second = ''] = line.trimEnd().split(' ', 3);
      const verb = (first.toUpperCase() === 'UID' ? second : first).toUpperCase();
      this.#command = { tag, verb, messageCount: 0 };
      this.#onStep({ kind: 'command', verb, line: line.trimEnd() });
    }
    const literal = /\{(\d+)\+?\}\r?\n$/.exec(line.slice(-tailBytes));
    if (literal !== null) {
      this.#literalSize = Number(literal[1]);
      this.#literalLeft = this.#literalSize;
      this.#command.messageCount += 1;
      if (this.#literalSize === 0) this.#isAfterLiteral = true;
      return;
    }
    const { tag, verb, messageCount } = this.#command;
    this.#command = undefined;
    if (verb !== 'APPEND') return;
    this.#unanswered.add(tag);
    this.#onStep({ kind: 'commit', messageCount });
  }
}
