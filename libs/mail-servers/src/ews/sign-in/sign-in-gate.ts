import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { EwsMailboxSpec } from '../server-options.ts';
import {
  type NtlmAnswer,
  answerIn,
  bindingsIn,
  bindingsOf,
  challengeMessage,
  isProven,
  messageTypeOf,
} from './ntlm-authority.ts';
import type { EwsSignInDecision, EwsSignInOptions, EwsSignInWay } from './sign-in-options.ts';

/** Who a request is from, or what its WWW-Authenticate headers say. */
export type SignInVerdict =
  | { readonly user: Pick<EwsMailboxSpec, 'address' | 'mayImpersonate'> }
  | { readonly challenges: readonly string[] };

const names: Readonly<Record<EwsSignInWay, string>> = {
  basic: 'Basic realm="ews"',
  ntlm: 'NTLM',
  negotiate: 'Negotiate',
  bearer: 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="*"',
};

interface Surroundings {
  readonly mailboxes: readonly EwsMailboxSpec[];
  readonly signIn?: EwsSignInOptions;
  readonly tls?: { readonly cert: string };
}

/** Lets requests in: Basic (RFC 7617) and Bearer (RFC 6750) each, NTLM (MS-NTHT) the connection for all that follow. */
export class SignInGate {
  readonly #around: Surroundings;
  readonly #ways: readonly EwsSignInWay[];
  readonly #nonces = new WeakMap<Socket, Buffer>();
  readonly #signedIn = new WeakMap<Socket, EwsMailboxSpec>();

  constructor(around: Surroundings) {
    this.#around = around;
    this.#ways = around.signIn?.ways ?? ['basic'];
  }

  judge(request: IncomingMessage): SignInVerdict {
    const known = this.#signedIn.get(request.socket);
    const { authorization } = request.headers;
    if (authorization === undefined) return known ? { user: known } : this.#refused('none');
    const [scheme = '', value = ''] = authorization.split(' ');
    const way = scheme.toLowerCase() as EwsSignInWay;
    if (!this.#ways.includes(way)) return this.#refused('none');
    if (way === 'basic') return this.#byPassword(value);
    if (way === 'bearer') return this.#byToken(value);
    return this.#byNtlm(way, { message: Buffer.from(value, 'base64'), socket: request.socket });
  }

  #byPassword(value: string): SignInVerdict {
    const text = Buffer.from(value, 'base64').toString('utf8');
    const [name, password] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
    const found = this.#named(name);
    return found !== undefined && found.password === password
      ? this.#accepted('basic', found)
      : this.#refused('basic');
  }

  #byToken(token: string): SignInVerdict {
    const holder = this.#around.signIn?.tokens?.holderOf(token);
    if (holder === undefined) return this.#refused('bearer');
    const user = this.#named(holder) ?? { address: holder, mayImpersonate: true };
    return this.#accepted('bearer', user);
  }

  #byNtlm(way: 'ntlm' | 'negotiate', asked: { message: Buffer; socket: Socket }): SignInVerdict {
    const { message, socket } = asked;
    this.#signedIn.delete(socket);
    const type = messageTypeOf(message);
    if (type === 1) {
      const { message: challenge, nonce } = challengeMessage(this.#around.signIn?.ntlmTimeMs);
      this.#nonces.set(socket, nonce);
      this.#tell({ way, step: 'challenged' });
      return {
        challenges: [`${way === 'ntlm' ? 'NTLM' : 'Negotiate'} ${challenge.toString('base64')}`],
      };
    }
    const nonce = this.#nonces.get(socket);
    this.#nonces.delete(socket);
    if (type !== 3 || nonce === undefined) return this.#refused(way);
    const answer = answerIn(message);
    const found = this.#named(answer.name) ?? this.#named(`${answer.name}@${answer.domain}.com`);
    const isGood =
      found !== undefined && isProven(answer, found.password, nonce) && this.#isBound(answer);
    if (!isGood) return this.#refused(way);
    this.#signedIn.set(socket, found);
    return this.#accepted(way, found);
  }

  #isBound(answer: NtlmAnswer): boolean {
    const { tls, signIn } = this.#around;
    const told = bindingsIn(answer);
    if (told === undefined) return signIn?.needsBindings !== true;
    return tls === undefined ? told.every((byte) => byte === 0) : told.equals(bindingsOf(tls.cert));
  }

  #named(name: string): EwsMailboxSpec | undefined {
    return this.#around.mailboxes.find(
      ({ address }) => address.toLowerCase() === name.toLowerCase(),
    );
  }

  #accepted(
    way: EwsSignInWay,
    user: Pick<EwsMailboxSpec, 'address' | 'mayImpersonate'>,
  ): SignInVerdict {
    this.#tell({ way, step: 'accepted' });
    return { user };
  }

  #refused(way: EwsSignInDecision['way']): SignInVerdict {
    this.#tell({ way, step: 'refused' });
    return { challenges: this.#ways.map((one) => names[one]) };
  }

  #tell(decision: EwsSignInDecision): void {
    this.#around.signIn?.onSignIn?.(decision);
  }
}
