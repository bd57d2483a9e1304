import { type ClientRequest, Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { type OpenContext, leavable } from '@mailhaul/connector-contract';
import { connectionLost, errorOf, lineError } from '../errors.ts';
import type { ValidEwsSettings } from '../ews-settings.ts';
import { reach } from './reach.ts';

/** Bytes, or a text of ASCII alone. */
export type BodyPiece = Uint8Array | string;

/** The body of one request. Its length is said before: some servers refuse chunked bodies. */
export interface OutgoingBody {
  readonly length: number;
  readonly pieces: Iterable<BodyPiece> | AsyncIterable<BodyPiece>;
  /** Without these the server cannot act. */
  readonly last: Uint8Array;
  /** Awaited when all but the last bytes are handed to the network; rejects: they are not sent, and the line is cut. */
  readonly beforeLast?: () => Promise<void>;
  readonly afterLast?: () => void;
}

export interface IncomingAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  /** WWW-Authenticate: the ways of signing in. */
  readonly challenge: string | undefined;
  /** Rejects with a ConnectorError where the line ends or the server is silent. Leaving it early cuts this line alone. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** An idle line of this age is not used again: what stands between may have forgotten it, and a write would be in doubt. */
const idleMsMax = 20_000;

/** The HTTP lines of one session: one at a time, kept open between requests. */
export class EwsLine {
  readonly #settings: ValidEwsSettings;
  readonly #context: OpenContext;
  readonly #cut = new AbortController();
  #agent: Agent;
  #lastUsedMs: number;

  constructor(settings: ValidEwsSettings, context: OpenContext) {
    this.#settings = settings;
    this.#context = context;
    this.#agent = this.#newAgent();
    this.#lastUsedMs = context.clock.monotonicMs();
  }

  /** Resolves after that time; rejects when the lines are cut. */
  wait(ms: number): Promise<void> {
    return this.#context.clock.sleep(ms, this.#cut.signal);
  }

  /** Cuts all lines now; whatever waits for them rejects. */
  cut(): void {
    this.#cut.abort();
    this.#agent.destroy();
  }

  /** @throws ConnectorError of scope `connection`, or what `beforeLast` threw or the pieces did. */
  async post(body: OutgoingBody): Promise<IncomingAnswer> {
    if (this.#cut.signal.aborted) throw connectionLost();
    this.#leaveIdleLine();
    const request = this.#begin(body.length);
    const arrival = arrivalOf(request);
    const cut = () => request.destroy(connectionLost());
    this.#cut.signal.addEventListener('abort', cut, { once: true });
    try {
      await this.#send(request, body, arrival);
      const response = await this.#patiently(arrival.response);
      const bytes = leavable(this.#bytesOf(response, request, cut), () => request.destroy());
      return answerOf(response, bytes);
    } catch (error) {
      this.#cut.signal.removeEventListener('abort', cut);
      request.destroy();
      throw error;
    }
  }

  #begin(length: number): ClientRequest {
    const { host, port, path, user, password, mailbox } = this.#settings;
    const isUsual = port === (this.#settings.security === 'tls' ? 443 : 80);
    const place = host.includes(':') ? `[${host}]` : host;
    return httpRequest({
      ...{ agent: this.#agent, method: 'POST', path, host, port },
      headers: {
        Host: isUsual ? place : `${place}:${port}`,
        'Content-Type': 'text/xml; charset=utf-8',
        'Content-Length': length,
        Accept: 'text/xml',
        'User-Agent': 'Mailhaul',
        Authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`,
        // It routes the request to the server that has the mailbox (page "How to: Maintain affinity").
        ...(mailbox === undefined ? {} : { 'X-AnchorMailbox': encodeURI(mailbox) }),
      },
    });
  }

  async #send(request: ClientRequest, body: OutgoingBody, arrival: Arrival): Promise<void> {
    for await (const piece of body.pieces) {
      // Refused before it was read: the rest is of no use.
      if (arrival.isHere()) return;
      if (!(await this.#handOver(request, arrival, piece))) return;
    }
    await body.beforeLast?.();
    if (this.#cut.signal.aborted) throw connectionLost();
    request.end(body.last);
    body.afterLast?.();
  }

  /** False where the server has answered already. */
  async #handOver(request: ClientRequest, arrival: Arrival, piece: BodyPiece): Promise<boolean> {
    const taken = new Promise<boolean>((resolve) => {
      request.write(piece, 'latin1', () => resolve(true));
    });
    return this.#patiently(Promise.race([taken, arrival.response.then(() => false)]));
  }

  async *#bytesOf(
    response: IncomingMessage,
    request: ClientRequest,
    cut: () => void,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const chunks: AsyncIterator<Uint8Array> = response[Symbol.asyncIterator]();
    let isWhole = false;
    try {
      for (;;) {
        const next = await this.#patiently(chunks.next());
        if (next.done === true) break;
        yield next.value;
      }
      isWhole = true;
    } finally {
      this.#cut.signal.removeEventListener('abort', cut);
      this.#lastUsedMs = this.#context.clock.monotonicMs();
      if (!isWhole) request.destroy();
    }
  }

  /** What is waited for, unless the server is silent for too long or the line is cut. */
  async #patiently<T>(work: Promise<T>): Promise<T> {
    const over = new AbortController();
    const { clock } = this.#context;
    const silent = clock.sleep(this.#settings.silenceMsMax, over.signal).then(() => {
      const seconds = Math.round(this.#settings.silenceMsMax / 1000);
      throw errorOf('connection-timeout', { message: `The server was silent for ${seconds} s.` });
    });
    silent.catch(() => undefined);
    try {
      return await Promise.race([work, silent]);
    } catch (error) {
      throw this.#cut.signal.aborted ? connectionLost(error) : lineError(error);
    } finally {
      over.abort();
    }
  }

  #leaveIdleLine(): void {
    const nowMs = this.#context.clock.monotonicMs();
    if (nowMs - this.#lastUsedMs > idleMsMax) {
      this.#agent.destroy();
      this.#agent = this.#newAgent();
    }
    this.#lastUsedMs = nowMs;
  }

  #newAgent(): Agent {
    const agent = new Agent({ keepAlive: true, maxSockets: 4, maxFreeSockets: 1 });
    agent.createConnection = (_, onMade) => {
      reach(this.#settings, this.#context.clock, this.#cut.signal).then(
        (socket) => onMade?.(null, socket),
        (error: unknown) => onMade?.(lineError(error), undefined as unknown as Duplex),
      );
      return undefined;
    };
    return agent;
  }
}

interface Arrival {
  readonly response: Promise<IncomingMessage>;
  isHere(): boolean;
}

function arrivalOf(request: ClientRequest): Arrival {
  let isHere = false;
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', (one) => {
      isHere = true;
      resolve(one);
    });
    request.on('error', reject);
    request.once('close', () => reject(connectionLost()));
  });
  response.catch(() => undefined);
  return { response, isHere: () => isHere };
}

function answerOf(response: IncomingMessage, body: AsyncIterable<Uint8Array>): IncomingAnswer {
  const { statusCode = 0, statusMessage = '', headers } = response;
  return {
    status: statusCode,
    statusText: statusMessage,
    contentType: headers['content-type'] ?? '',
    retryAfter: headers['retry-after'],
    challenge: headers['www-authenticate'],
    body,
  };
}
