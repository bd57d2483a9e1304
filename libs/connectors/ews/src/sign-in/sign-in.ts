import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type OpenContext, ConnectorError } from '@mailhaul/connector-contract';
import { connectionLost, protocolViolation } from '../errors.ts';
import type { ValidEwsSettings } from '../ews-settings.ts';
import { channelBindings } from './channel-bindings.ts';
import { type OfferedWay, ntlmMessageIn, waysIn } from './challenge.ts';
import { NtlmViolation, authenticateMessage, negotiateMessage } from './ntlm.ts';
import { lineWithoutMemory, noWay, passwordRejected, tokenRejected } from './sign-in-errors.ts';

/** What a request must carry, and on which socket alone it counts. */
export interface Authorized {
  readonly header?: string;
  readonly socket?: Socket;
}

/** The answer to a request without content. */
export interface Exchanged {
  readonly status: number;
  readonly challenge: string | undefined;
  readonly socket: Socket;
  /** The connection is open, and the next request may go over it. */
  readonly isKept: boolean;
}

/** How requests are sent that only sign in. */
export interface SignInLine {
  exchange(authorization: string): Promise<Exchanged>;
  /** The next request goes over this one. */
  isNext(socket: Socket): boolean;
  /** Nothing is shown before the server asks for it. */
  readonly isFirstContact: boolean;
}

/** A token is asked for again after so long: sources renew theirs five minutes before its end. */
const tokenMsMax = 240_000;

/**
 * Signs in the requests of one session: Basic and tokens each of them, NTLM (MS-NTHT: also under the name Negotiate) each connection. What is not
 * said is chosen from what the server offers. A refusal before the first success is the operator's matter; one after it ends the line,
 * and the next opening judges.
 */
export class SignIn {
  readonly #settings: ValidEwsSettings;
  readonly #context: OpenContext;
  readonly #line: SignInLine;
  #way: OfferedWay | undefined;
  /** The way is a guess that the server may correct. */
  #isGuess = false;
  #token: { readonly text: string; readonly atMs: number; readonly isSecond: boolean } | undefined;
  #rejectedToken: string | undefined;
  #signedIn: Socket | undefined;
  #isRedone = false;
  #hasSucceeded = false;

  constructor(settings: ValidEwsSettings, context: OpenContext, line: SignInLine) {
    this.#settings = settings;
    this.#context = context;
    this.#line = line;
    if (line.isFirstContact) return;
    if (settings.token !== undefined) this.#way = 'bearer';
    else if (settings.auth === 'basic') this.#way = 'basic';
    else if (settings.auth === 'ntlm') this.#way = 'ntlm';
    else if (settings.security === 'tls') {
      // Most servers take it, and it saves asking.
      this.#way = 'basic';
      this.#isGuess = true;
    }
  }

  /** The way that was taken, once a request succeeded. */
  get way(): OfferedWay | undefined {
    return this.#hasSucceeded ? this.#way : undefined;
  }

  /** Before each request. @throws ConnectorError */
  async authorize(): Promise<Authorized> {
    switch (this.#way) {
      // What the server offers is asked by the first request itself.
      case undefined:
        return {};
      case 'basic': {
        const { user, password = '' } = this.#settings;
        return { header: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}` };
      }
      case 'bearer':
        return { header: `Bearer ${await this.#currentToken()}` };
      case 'ntlm':
      case 'negotiate':
        return this.#byNtlm();
    }
  }

  /** The request was let in. */
  accepted(socket: Socket): void {
    this.#hasSucceeded = true;
    this.#isGuess = false;
    this.#isRedone = false;
    if (this.#token !== undefined) this.#token = { ...this.#token, isSecond: false };
    if (this.#way === 'ntlm' || this.#way === 'negotiate') this.#signedIn = socket;
  }

  /** A 401. Resolves where the same request may be let in with what {@link authorize} gives next. @throws ConnectorError */
  async refused(challenge: string | undefined, words: string): Promise<void> {
    const offered = waysIn(challenge);
    const wasSignedIn = this.#signedIn !== undefined;
    this.#signedIn = undefined;
    if (this.#way === 'bearer') {
      if (offered.size > 0 && !offered.has('bearer')) throw noWay(offered, this.#asked());
      return this.#anotherToken(words);
    }
    if (this.#way === undefined || (this.#isGuess && offered.size > 0 && !offered.has('basic'))) {
      this.#isGuess = false;
      this.#way = this.#chosen(offered);
      return;
    }
    // A connection may lose its sign-in (another server behind a balancer): once more from the beginning.
    if (wasSignedIn && !this.#isRedone) {
      this.#isRedone = true;
      return;
    }
    if (this.#hasSucceeded) throw connectionLost(passwordRejected(words));
    if (this.#way === 'basic' && offered.size > 0 && !offered.has('basic')) {
      throw noWay(offered, this.#asked());
    }
    throw passwordRejected(words);
  }

  /** @throws ConnectorError */
  #chosen(offered: ReadonlySet<OfferedWay>): OfferedWay {
    const isSilent = offered.size === 0 && !this.#line.isFirstContact;
    // Who refuses without saying what it wants (against RFC 9110 §15.5.2) can only mean the oldest way.
    const found = this.#wanted().find((way) => offered.has(way) || (isSilent && way === 'basic'));
    if (found !== undefined) return found;
    throw noWay(offered, this.#asked());
  }

  #wanted(): readonly OfferedWay[] {
    const { security, auth, token } = this.#settings;
    if (token !== undefined) return ['bearer'];
    if (auth === 'basic') return ['basic'];
    if (auth === 'ntlm') return ['ntlm', 'negotiate'];
    // In the clear the password itself goes last.
    return security === 'tls' ? ['basic', 'ntlm', 'negotiate'] : ['ntlm', 'negotiate', 'basic'];
  }

  #asked(): string {
    const { auth, token } = this.#settings;
    if (token !== undefined) return 'a token (OAuth)';
    if (auth === undefined) return 'a password (Basic or NTLM)';
    return auth === 'basic' ? 'Basic' : 'NTLM';
  }

  async #currentToken(): Promise<string> {
    const nowMs = this.#context.clock.monotonicMs();
    const held = this.#token;
    if (held !== undefined && nowMs - held.atMs < tokenMsMax) return held.text;
    const rejected = this.#rejectedToken;
    const text = await this.#ask(rejected === undefined ? {} : { rejected });
    this.#token = { text, atMs: nowMs, isSecond: held?.isSecond ?? false };
    return text;
  }

  async #ask(more: { readonly rejected?: string }): Promise<string> {
    const { token } = this.#settings;
    if (token === undefined) throw connectionLost();
    try {
      return await token.token({ ...this.#context, ...more });
    } catch (error) {
      throw error instanceof ConnectorError ? error : connectionLost(error);
    }
  }

  async #anotherToken(words: string): Promise<void> {
    const held = this.#token;
    if (held === undefined || held.isSecond) {
      throw this.#hasSucceeded
        ? connectionLost(tokenRejected(words, true))
        : tokenRejected(words, true);
    }
    this.#rejectedToken = held.text;
    const text = await this.#ask({ rejected: held.text });
    if (text === held.text) throw tokenRejected(words, false);
    this.#token = { text, atMs: this.#context.clock.monotonicMs(), isSecond: true };
  }

  async #byNtlm(): Promise<Authorized> {
    const signedIn = this.#signedIn;
    if (signedIn !== undefined && this.#line.isNext(signedIn)) return { socket: signedIn };
    this.#signedIn = undefined;
    const scheme = this.#way === 'negotiate' ? 'Negotiate' : 'NTLM';
    const told = await this.#line.exchange(`${scheme} ${negotiateMessage().toString('base64')}`);
    const message = ntlmMessageIn(told.challenge, scheme);
    if (message === undefined) {
      const offered = waysIn(told.challenge);
      if (this.#way === 'ntlm' && !offered.has('ntlm') && offered.has('negotiate')) {
        this.#way = 'negotiate';
        return this.#byNtlm();
      }
      throw told.status === 401
        ? noWay(offered, this.#asked())
        : protocolViolation('it has no NTLM challenge');
    }
    if (!told.isKept) throw lineWithoutMemory();
    return { header: `${scheme} ${this.#answer(message, told.socket)}`, socket: told.socket };
  }

  #answer(challenge: Buffer, socket: Socket): string {
    const { user, password = '' } = this.#settings;
    const { clock, random } = this.#context;
    try {
      const message = authenticateMessage(
        challenge,
        { user, password },
        {
          wallMs: clock.wallMs(),
          clientChallenge: random.bytes(8),
          bindings: socket instanceof TLSSocket ? channelBindings(socket) : undefined,
        },
      );
      return message.toString('base64');
    } catch (error) {
      if (error instanceof NtlmViolation) throw protocolViolation(error.message);
      throw error;
    }
  }
}
