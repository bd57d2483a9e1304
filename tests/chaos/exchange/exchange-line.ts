import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { systemClock } from '@mailhaul/kernel';
import type { LineState, LineStep, TargetLine } from './target-line.ts';
import { WatchedRequest } from './watched-request.ts';

const pollMs = 5;
/** What ends the answer of an operation, whatever frames it. */
const answerEnd = 'Envelope>';

/** A line to a server of EWS without encryption, which follows the requests that write. */
export async function openExchangeLine(port: number): Promise<TargetLine> {
  const wires = new Set<Wire>();
  let dead: Wire[] = [];
  const server = createServer({ noDelay: true }, (client) => {
    const wire = new Wire(client, port, {
      tell(step) {
        if (step === 'answered') line.seen.writesAnswered += 1;
        line.onStep?.(step);
      },
      begun: () => (line.seen.writesBegun += 1),
      ended: () => wires.delete(wire),
    });
    wires.add(wire);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const line: TargetLine = {
    port: address.port,
    onStep: undefined,
    seen: { writesBegun: 0, writesAnswered: 0 },
    fallen: () => dead.map(({ state, isGoingOn }) => ({ state, isGoingOn })),
    die(isLost) {
      dead = [...wires];
      for (const wire of dead) wire.die(isLost);
    },
    async settled() {
      while (wires.size > 0) await systemClock.sleep(pollMs);
    },
    async stop() {
      for (const wire of wires) wire.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return line;
}

interface Listener {
  readonly tell: (step: LineStep) => void;
  readonly begun: () => void;
  readonly ended: () => void;
}

/** One connection. */
class Wire {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #on: Listener;
  #request = new WatchedRequest();
  #hasAnswer = false;
  #answerTail = '';
  #isDead = false;
  #isLost = false;
  /** By what was passed on. */
  state: LineState = 'no byte';
  isGoingOn = false;

  constructor(client: Socket, port: number, on: Listener) {
    this.#client = client;
    this.#on = on;
    this.#server = createConnection({ port, host: '127.0.0.1', noDelay: true });
    client.on('data', (chunk: Buffer) => this.#fromClient(chunk));
    this.#server.on('data', (chunk: Buffer) => this.#fromServer(chunk));
    // A reset is an end like any other; `close` follows.
    client.on('error', () => undefined);
    this.#server.on('error', () => undefined);
    client.on('close', () => this.#server.end());
    this.#server.on('close', () => {
      client.destroy();
      on.ended();
    });
  }

  die(isLost: boolean): void {
    this.#isDead = true;
    this.#isLost = isLost;
  }

  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  #fromClient(chunk: Buffer): void {
    // Passed on request by request: an end and a beginning may come in one piece.
    for (let rest = chunk; rest.length > 0;) {
      if (this.#request.isWhole) this.#begin();
      const piece = rest.subarray(0, this.#request.take(rest));
      rest = rest.subarray(piece.length);
      this.#pass(piece);
    }
  }

  #begin(): void {
    this.#request = new WatchedRequest();
    this.#hasAnswer = false;
    this.#answerTail = '';
    this.state = 'no byte';
    this.isGoingOn = false;
  }

  #pass(piece: Buffer): void {
    const { kind, missingBytes, isWhole } = this.#request;
    if (kind === 'write' && this.state === 'no byte') this.#on.begun();
    this.isGoingOn = kind === 'going on';
    if (kind === 'write') {
      this.#passWrite(piece, { missingBytes, isWhole });
      return;
    }
    if (isWhole && (kind === 'look' || kind === 'going on')) this.#on.tell(kind);
    this.#send(piece, isWhole && kind === 'going on' ? 'whole' : this.state);
  }

  /** In steps, so that what is struck at one of them has come so far and no farther. */
  #passWrite(
    piece: Buffer,
    { missingBytes, isWhole }: { readonly missingBytes: number; readonly isWhole: boolean },
  ): void {
    const { endBytes } = WatchedRequest;
    const isAll = missingBytes < endBytes;
    const end = Math.max(0, piece.length - (isWhole ? endBytes : 0));
    const half = end >> 1;
    if (this.state !== 'all but the end') {
      this.#send(piece.subarray(0, half), 'part');
      if (half > 0) this.#on.tell('part');
      this.#send(piece.subarray(half, end), isAll ? 'all but the end' : 'part');
      if (isAll) this.#on.tell('all but the end');
      this.#send(piece.subarray(end), isWhole ? 'whole' : this.state);
    } else this.#send(piece, isWhole ? 'whole' : this.state);
  }

  #send(bytes: Buffer, state: LineState): void {
    if (this.#isLost) return;
    this.#server.write(bytes);
    this.state = state;
  }

  #fromServer(chunk: Buffer): void {
    const { kind, isWhole } = this.#request;
    const isActed = isWhole && (kind === 'write' || kind === 'going on');
    if (!this.#hasAnswer && isActed) {
      this.#hasAnswer = true;
      this.#on.tell(kind === 'write' ? 'acted' : kind);
    }
    if (this.#isDead) return;
    this.#client.write(chunk);
    const wasOver = this.#answerTail.includes(answerEnd);
    this.#answerTail = (this.#answerTail + chunk.toString('latin1')).slice(-2 * answerEnd.length);
    if (wasOver || !isWhole || kind !== 'write' || !this.#answerTail.includes(answerEnd)) return;
    this.state = 'answered';
    this.#on.tell('answered');
  }
}
