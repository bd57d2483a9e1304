import type { Duplex } from 'node:stream';
import { abortedError, protocolError, timeoutError, toConnectorError } from '../errors.ts';
import { askToCompress } from './ask-to-compress.ts';
import { CommandQueue, type Command, type Pending } from './command-queue.ts';
import { DataBudget } from './data-budget.ts';
import { IncomingLine } from './incoming-line.ts';
import { LineWriter } from './line-writer.ts';
import { emptyBye, endedError, hasExpired, sessionExpiredError } from '../session-expiry.ts';
import {
  type KeptLiteral,
  type LiteralSink,
  type RawResponse,
  WireViolation,
} from './raw-response.ts';
import { ReadBrake } from './read-brake.ts';
import { ResponseReader } from './response-reader.ts';
import { SilenceWatch } from './silence-watch.ts';
import { isSlowedDown, parseStatus, type StatusResponse } from './status-response.ts';
import { parseUntagged } from './untagged.ts';
import { wireLimits } from './wire-limits.ts';
import type { WireOptions } from './wire-options.ts';
import type { WriteTurn } from './write-turn.ts';

export type { WriteTurn } from './write-turn.ts';

/**
 * One signed-in IMAP connection: commands go out in order without waiting for each other's answers, the server's
 * data finds the command it belongs to. Ends as a whole: on any violation, silence or loss every command rejects
 * with the same ConnectorError.
 */
export class ImapWire {
  readonly #socket: Duplex;
  #writer: LineWriter;
  readonly #options: WireOptions;
  readonly #reader: ResponseReader;
  readonly #silence: SilenceWatch;
  readonly #queue = new CommandQueue();
  readonly #turns: (() => void)[] = [];
  readonly #ended = new AbortController();
  /** Stops reading while what is read finds no taker. */
  readonly brake = new ReadBrake({
    stop: () => this.#incoming.pause(),
    go: () => {
      if (this.#error !== undefined) return;
      this.#silence.useful();
      this.#incoming.resume();
    },
  });
  #turnHeld = false;
  #holds = 0;
  readonly #budget = new DataBudget(() => this.#silence.useful());
  readonly #incoming: IncomingLine;
  #isLiteralWanted = false;
  #error: Error | undefined;
  #bye: StatusResponse | undefined;
  #isLeaving = false;
  #onGoOn: ((how: 'go-on' | 'answered') => void) | undefined;
  #failContinuation: ((error: Error) => void) | undefined;

  constructor(socket: Duplex, options: WireOptions) {
    this.#socket = socket;
    this.#writer = new LineWriter(socket);
    this.#options = options;
    this.#incoming = new IncomingLine(socket, {
      clock: options.clock,
      speed: options.speed,
      onData: (chunk) => this.#read(chunk),
      onBroken: () => this.fail(protocolError(new WireViolation('the compressed line is broken'))),
    });
    this.#silence = new SilenceWatch(options.clock, options, {
      isWaiting: () => !this.#queue.isEmpty,
      isOurDoing: () => this.#holds > 0 || this.brake.isOn,
      onSilent: (isTalking) => this.fail(timeoutError(this.#queue.describeOldest(), isTalking)),
      ended: this.#ended.signal,
    });
    this.#reader = new ResponseReader({
      onResponse: (response) => this.#onResponse(response),
      onLiteral: (soFar, size) => this.#onLiteral(soFar, size),
    });
    socket.on('error', (error: Error) => this.fail(endedError(this.#bye, error)));
    const onEnd = () => this.#incoming.drained(() => this.fail(endedError(this.#bye)));
    socket.on('end', onEnd);
    socket.on('close', onEnd);
    socket.on('data', (chunk: Buffer) => this.#onChunk(chunk));
    options.reading?.takeChunks((chunk) => this.#onChunk(chunk));
  }

  /** Why the connection ended; undefined while it lives. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Aborted when the connection ends. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Begins to read, with the bytes that came in before this wire took over. */
  start(leftover: Buffer): void {
    if (leftover.length > 0) this.#onChunk(leftover);
    this.#socket.resume();
  }

  /** Sends a command of one line (without tag and CRLF); resolves with its answer, also NO and BAD. */
  async run(line: string, command: Command = {}): Promise<StatusResponse> {
    const pending = await this.inTurn((turn) => {
      const begun = turn.begin(command);
      turn.write(`${begun.tag} ${line}\r\n`);
      return begun;
    });
    return pending.answer;
  }

  /** Runs `write` when all earlier writers are done; at once, synchronously, when nobody writes. */
  inTurn<T>(write: (turn: WriteTurn) => Promise<T> | T): Promise<T> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (!this.#turnHeld && this.#queue.size < wireLimits.commandsInFlightMax)
      return this.#take(write);
    if (this.#turns.length >= wireLimits.commandsWaitingMax) {
      return Promise.reject(new RangeError('too many commands wait for one connection'));
    }
    return new Promise((resolve, reject) => {
      this.#turns.push(() => {
        this.#take(write).then(resolve, reject);
      });
    });
  }

  /** While held, silence is our own doing. */
  async holding<T>(work: () => Promise<T>): Promise<T> {
    this.#holds += 1;
    try {
      return await work();
    } finally {
      this.#holds -= 1;
      this.#silence.useful();
    }
  }

  /** LOGOUT, and waits until the server has closed the line; not for long where a goodbye is all that it owes. */
  async leave(): Promise<void> {
    if (this.#error !== undefined) return;
    this.#isLeaving = true;
    const said = new AbortController();
    void this.#leaveUnanswered(said.signal);
    try {
      await this.run('LOGOUT', { name: 'LOGOUT' });
    } catch {
      // The server may close the line without answering: that is goodbye as well.
      return;
    } finally {
      said.abort();
    }
    this.#options.finish();
    this.fail(abortedError(undefined));
  }

  /** Ends the connection: every command rejects, nothing that is still buffered is sent. */
  fail(error: Error): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    if (!this.#isLeaving || !this.#queue.isEmpty) this.#options.reset();
    this.#incoming.destroy();
    this.#ended.abort(error);
    this.#failContinuation?.(error);
    this.#queue.failAll(error);
    // Those who wait for their turn find the error when they get it.
    for (const turn of this.#turns.splice(0)) turn();
  }

  async #leaveUnanswered(said: AbortSignal): Promise<void> {
    do {
      await this.#options.clock.sleep(wireLimits.goodbyeMsMax, said).catch(() => undefined);
      if (said.aborted) return;
    } while (this.#queue.describeOldest() !== 'LOGOUT');
    this.fail(abortedError(undefined));
  }

  async #take<T>(write: (turn: WriteTurn) => Promise<T> | T): Promise<T> {
    if (this.#error !== undefined) throw this.#error;
    this.#turnHeld = true;
    try {
      const result = write(this.#turn);
      return result instanceof Promise ? await result : result;
    } finally {
      this.#turnHeld = false;
      this.#nextTurn();
    }
  }

  #nextTurn(): void {
    if (this.#turnHeld || this.#queue.size >= wireLimits.commandsInFlightMax) return;
    this.#turns.shift()?.();
  }

  readonly #turn: WriteTurn = {
    begin: (command) => {
      if (this.#error !== undefined) throw this.#error;
      if (this.#queue.isEmpty) this.#silence.useful();
      const pending = this.#queue.add(command);
      this.#silence.watch();
      return pending;
    },
    write: (data) => {
      if (this.#error !== undefined) throw this.#error;
      this.#writer.write(data);
    },
    writeAlone: (data) => {
      if (this.#error !== undefined) throw this.#error;
      this.#writer.writeAlone(data);
    },
    flushed: async () => {
      if (this.#error !== undefined) throw this.#error;
      await this.#writer.flushed(this.ended);
      this.#silence.useful();
    },
    continuation: (pending) => this.#continuation(pending),
    compress: () =>
      askToCompress(this.#turn, this.#queue, {
        incoming: this.#incoming,
        onAgreed: () => {
          this.#writer = new LineWriter(this.#incoming.compress(this.brake.isOn));
        },
      }),
  };

  #continuation(pending: Pending): Promise<'go-on' | 'answered'> {
    if (pending.isAnswered) return Promise.resolve('answered');
    return new Promise((resolve, reject) => {
      const done = () => {
        this.#onGoOn = undefined;
        this.#failContinuation = undefined;
        pending.onAnswered = undefined;
      };
      this.#onGoOn = (how) => {
        done();
        resolve(how);
      };
      this.#failContinuation = (error) => {
        done();
        reject(error);
      };
      pending.onAnswered = () => this.#onGoOn?.('answered');
      if (this.#error !== undefined) this.#failContinuation(this.#error);
    });
  }

  #onChunk(chunk: Buffer): void {
    this.#silence.progress();
    if (this.#error !== undefined) return;
    this.#incoming.push(chunk);
  }

  #read(chunk: Buffer): void {
    if (this.#error !== undefined) return;
    try {
      this.#reader.push(chunk);
      if (this.#isLiteralWanted && this.#reader.isInLiteral) this.#budget.wanted(chunk.length);
    } catch (error) {
      this.fail(error instanceof WireViolation ? protocolError(error) : toConnectorError(error));
    }
  }

  #onResponse(raw: RawResponse): void {
    if (this.#error !== undefined) return;
    const line = raw.texts[0] ?? '';
    if (line.startsWith('* ')) {
      const untagged = parseUntagged(raw);
      if (untagged?.kind === 'BYE') this.#bye = untagged.status ?? emptyBye;
      // Data of an unknown shape is left alone (RFC 9051 §2.2.2: be prepared to accept any response).
      else {
        const isTaken = untagged !== undefined && this.#queue.offer(untagged);
        this.#budget.data(raw, { isTaken, isItem: untagged?.kind === 'FETCH' });
      }
    } else if (line.startsWith('+')) {
      if (this.#onGoOn === undefined)
        throw new WireViolation('a continuation that nobody asked for');
      this.#onGoOn('go-on');
    } else {
      const end = line.indexOf(' ');
      const status = end === -1 ? undefined : parseStatus(line, end + 1);
      if (status === undefined || !this.#queue.settle(line.slice(0, end), status)) {
        throw new WireViolation('an answer to no command of ours');
      }
      this.#budget.answered();
      if (status.status === 'OK' && isSlowedDown(status)) this.#options.onSlowDown?.();
      this.#nextTurn();
      if (status.status === 'NO' && hasExpired(status)) this.fail(sessionExpiredError(status));
    }
  }

  #onLiteral(soFar: RawResponse, size: number): KeptLiteral | LiteralSink {
    const untagged = parseUntagged(soFar);
    const place = untagged === undefined ? undefined : this.#queue.offerLiteral(untagged, size);
    this.#isLiteralWanted = place !== undefined;
    return place ?? { keepBytesMax: wireLimits.literalBytesMax };
  }
}
