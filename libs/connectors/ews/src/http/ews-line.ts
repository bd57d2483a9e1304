import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { OpenContext } from '@mailhaul/connector-contract';
import { connectionLost, errorOf, lineError } from '../errors.ts';
import type { ValidEwsSettings } from '../ews-settings.ts';
import { type Authorized, type Exchanged, SignIn } from '../sign-in/sign-in.ts';
import { type Answer, textOf, wordsOf } from './answer.ts';
import { answerBody, drainBytesMax } from './answer-body.ts';
import { Arrival } from './arrival.ts';
import { Cookies } from './cookies.ts';
import { gathered } from './gathered.ts';
import { type LineHabits, lineHabitsOf } from './line-habits.ts';
import type { IncomingAnswer, OutgoingBody } from './messages.ts';
import { reach } from './reach.ts';
import { isRedirection, pathBehind } from './redirection.ts';

/** An idle line of this age is not used again: what stands between may have forgotten it, and a write would be in doubt. */
const idleMsMax = 20_000;
/** Given as it is: a reason of its own for each wait costs more than the wait. */
const isOver = new Error('nothing is waited for any more');
/** Refusals and redirections that one request goes through. */
const triesMax = 6;

export interface LineConduct {
  /** Nobody knows yet who answers there: nothing that signs in is shown before it is asked for, and no redirection is followed. */
  readonly isFirstContact?: boolean;
}

/** The HTTP lines of one session: one request at a time, kept open between them. */
export class EwsLine {
  readonly #context: OpenContext;
  readonly #cut = new AbortController();
  readonly #cookies = new Cookies();
  readonly #signIn: SignIn;
  readonly #isFirstContact: boolean;
  readonly #habits: LineHabits;
  /** Length of the last body. */
  #lastBytes = 0;
  #settings: ValidEwsSettings;
  #agent: Agent;
  #lastUsedMs: number;
  /** The request that ended last has given its line back. */
  #isFree: Promise<void> = Promise.resolve();

  constructor(settings: ValidEwsSettings, context: OpenContext, how: LineConduct = {}) {
    this.#settings = settings;
    this.#habits = lineHabitsOf(settings);
    this.#isFirstContact = how.isFirstContact ?? false;
    this.#context = context;
    this.#signIn = new SignIn(settings, context, {
      exchange: (authorization) => this.#exchange(authorization),
      isNext: (socket) => this.#isNext(socket),
      isFirstContact: this.#isFirstContact,
    });
    this.#agent = this.#newAgent();
    this.#lastUsedMs = context.clock.monotonicMs();
  }

  /** How requests are signed in; undefined before the first that was. */
  get signInWay(): SignIn['way'] {
    return this.#signIn.way;
  }

  /** A request that cannot be sent again might not be understood here: another is to go ahead of it. */
  get isInDoubt(): boolean {
    return this.#habits.isInDoubtAfter(this.#lastBytes);
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

  /**
   * Any answer but a refused sign-in and a redirection within the server: those are followed by the request once more, for they did nothing. A body
   * that cannot be sent twice ends the line instead. @throws ConnectorError, or what `beforeLast` threw or the pieces did.
   */
  async post(body: OutgoingBody): Promise<IncomingAnswer> {
    let isSentAnew = false;
    for (let triesLeft = triesMax; triesLeft > 0; triesLeft -= 1) {
      if (this.#cut.signal.aborted) throw connectionLost();
      // Over TLS an answer may end before Node knows that the request was sent, and until then another line would be made.
      await this.#patiently(this.#isFree);
      this.#leaveSpentLine();
      const authorized = await this.#signIn.authorize();
      const answer = await this.#postOnce(body, authorized);
      if (answer === undefined) continue;
      const { status } = answer;
      if (!isSentAnew && this.#isMisread(answer, body)) {
        isSentAnew = true;
        await answer.leave();
        this.#leaveLine();
        continue;
      }
      this.#lastBytes = body.length;
      const isLedOn = isRedirection(status) && !this.#isFirstContact;
      if (status !== 401 && !isLedOn) return answer;
      await answer.leave();
      if (status === 401) await this.#signIn.refused(answer.challenge, wordsOf(answer));
      else
        this.#settings = { ...this.#settings, path: pathBehind(answer.location, this.#settings) };
      if (!isRepeatable(body)) throw connectionLost();
    }
    throw errorOf('not-exchange', { message: 'The server goes on asking for another request.' });
  }

  /** Of what follows on a line it may be the rest of the one before that was refused as no request. */
  #isMisread({ status, contentType, isFollowing }: Answer, body: OutgoingBody): boolean {
    if (!isFollowing) return false;
    const isMisread = status === 400 && !/xml/i.test(contentType);
    this.#habits.learn(this.#lastBytes, !isMisread);
    return isMisread && isRepeatable(body);
  }

  /** Undefined where the line that was signed in has gone, and nothing was sent. */
  async #postOnce(body: OutgoingBody, authorized: Authorized): Promise<Answer | undefined> {
    const request = this.#begin(body.length, authorized);
    const arrival = new Arrival(request);
    const cut = () => request.destroy(connectionLost());
    this.#cut.signal.addEventListener('abort', cut, { once: true });
    const over = () => {
      this.#cut.signal.removeEventListener('abort', cut);
      this.#isFree = arrival.closed;
    };
    try {
      const socket = await this.#patiently(arrival.socket);
      if (authorized.socket !== undefined && authorized.socket !== socket) {
        over();
        request.destroy();
        return undefined;
      }
      await this.#send(request, body, arrival);
      const response = await this.#patiently(arrival.response);
      if (response.statusCode !== 401) this.#signIn.accepted(socket);
      return this.#answerOf(response, request, over);
    } catch (error) {
      if (request.reusedSocket) this.#habits.learn(this.#lastBytes, false);
      over();
      request.destroy();
      throw error;
    }
  }

  /** A request without content, for what its answer says of signing in. */
  async #exchange(authorization: string): Promise<Exchanged> {
    const request = this.#begin(0, { header: authorization });
    const arrival = new Arrival(request);
    const cut = () => request.destroy(connectionLost());
    this.#cut.signal.addEventListener('abort', cut, { once: true });
    try {
      request.end();
      const socket = await this.#patiently(arrival.socket);
      const response = await this.#patiently(arrival.response);
      const isWhole = await this.#drained(response);
      if (!isWhole) request.destroy();
      await arrival.closed;
      return {
        ...{ status: response.statusCode ?? 0, socket },
        challenge: response.headers['www-authenticate'],
        isKept: isWhole && this.#isNext(socket),
      };
    } finally {
      this.#cut.signal.removeEventListener('abort', cut);
    }
  }

  #isNext(socket: Socket): boolean {
    const free = Object.values(this.#agent.freeSockets).flatMap((sockets) => sockets ?? []);
    return !socket.destroyed && free.includes(socket);
  }

  #begin(length: number, { header: authorization }: Authorized): ClientRequest {
    const { host, port, path, mailbox } = this.#settings;
    const isUsual = port === (this.#settings.security === 'tls' ? 443 : 80);
    const place = host.includes(':') ? `[${host}]` : host;
    const cookie = this.#cookies.header;
    return httpRequest({
      ...{ agent: this.#agent, method: 'POST', path, host, port },
      headers: {
        Host: isUsual ? place : `${place}:${port}`,
        'Content-Type': 'text/xml; charset=utf-8',
        'Content-Length': length,
        Accept: 'text/xml',
        'Accept-Encoding': 'identity',
        'User-Agent': 'Mailhaul',
        ...(authorization === undefined ? {} : { Authorization: authorization }),
        ...(cookie === undefined ? {} : { Cookie: cookie }),
        // They route the requests to the server that has the mailbox, and keep them there (page "How to: Maintain affinity").
        ...(mailbox === undefined
          ? {}
          : { 'X-AnchorMailbox': encodeURI(mailbox), 'X-PreferServerAffinity': 'true' }),
      },
    });
  }

  async #send(request: ClientRequest, body: OutgoingBody, arrival: Arrival): Promise<void> {
    for await (const piece of gathered(body.pieces)) {
      // Refused before it was read: the rest is of no use.
      if (!(await this.#patiently(arrival.taken(piece)))) return;
    }
    await body.beforeLast?.();
    if (this.#cut.signal.aborted) throw connectionLost();
    request.end(body.last);
    body.afterLast?.();
  }

  #answerOf(response: IncomingMessage, request: ClientRequest, over: () => void): Answer {
    const { statusCode = 0, statusMessage = '', headers } = response;
    this.#cookies.keep(headers['set-cookie'] ?? [], this.#context.clock.wallMs());
    const leave = async () => {
      // Half a request stands on the line: it is no line any more.
      if (!request.writableFinished || !(await this.#drained(response))) request.destroy();
      over();
    };
    return {
      ...{ status: statusCode, statusText: statusMessage, leave },
      isFollowing: request.reusedSocket,
      contentType: headers['content-type'] ?? '',
      retryAfter: headers['retry-after'],
      date: headers.date,
      challenge: headers['www-authenticate'],
      location: headers.location,
      diagnostics: textOf(headers['x-ms-diagnostics']),
      body: answerBody(
        { request, response },
        {
          patiently: (work) => this.#patiently(work),
          over: () => {
            over();
            this.#lastUsedMs = this.#context.clock.monotonicMs();
          },
        },
      ),
    };
  }

  /** Reads a short answer to its end, so that the line can be used again. False where it is not short. */
  async #drained(response: IncomingMessage): Promise<boolean> {
    const chunks: AsyncIterator<Uint8Array> = response[Symbol.asyncIterator]();
    for (let size = 0; size <= drainBytesMax;) {
      const next = await this.#patiently(chunks.next());
      if (next.done === true) return true;
      size += next.value.byteLength;
    }
    return false;
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
      over.abort(isOver);
    }
  }

  #leaveSpentLine(): void {
    const idleMs = this.#context.clock.monotonicMs() - this.#lastUsedMs;
    if (idleMs > idleMsMax || this.#habits.endsAfter(this.#lastBytes)) this.#leaveLine();
    this.#lastUsedMs = this.#context.clock.monotonicMs();
  }

  #leaveLine(): void {
    this.#agent.destroy();
    this.#agent = this.#newAgent();
    this.#lastBytes = 0;
  }

  #newAgent(): Agent {
    const agent = new Agent({ keepAlive: true, maxSockets: 4, maxFreeSockets: 1 });
    agent.createConnection = (_, onMade) => {
      reach(this.#settings, { clock: this.#context.clock, signal: this.#cut.signal }).then(
        (socket) => onMade?.(null, socket),
        (error: unknown) => onMade?.(lineError(error), undefined as unknown as Duplex),
      );
      return undefined;
    };
    return agent;
  }
}

function isRepeatable({ pieces, beforeLast }: OutgoingBody): boolean {
  return beforeLast === undefined && Array.isArray(pieces);
}
