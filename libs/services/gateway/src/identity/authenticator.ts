import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Session, SessionStore } from '@mailhaul/application';
import type { Clock, Random } from '@mailhaul/kernel';
import { ApiProblem } from '../http/api-problem.ts';
import type { KnownCaller } from './caller.ts';
import type { KnownOperator, OperatorDirectory } from './operator-directory.ts';

export interface AuthenticatorOptions {
  readonly directory: OperatorDirectory;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly sessionMs: number;
  readonly isHttps: boolean;
}

export const cookieName = 'mailhaul_session';
const tokenPattern = /^mh_[A-Za-z0-9_-]{43}$/;
const sessionPattern = /^[A-Za-z0-9_-]{43}$/;
const secretBytes = 32;

/** Knows callers by their session or token, and makes both. */
export class Authenticator {
  readonly #options: AuthenticatorOptions;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  /** An Authorization header goes before a cookie. @throws {ApiProblem} it is nobody's, or of one that has ended. */
  async callerOf(request: IncomingMessage): Promise<KnownCaller> {
    const { authorization } = request.headers;
    const caller =
      authorization === undefined
        ? await this.#bySession(cookieOf(request))
        : this.#byToken(/^Bearer +(\S+)$/i.exec(authorization)?.[1]);
    if (caller === undefined) throw new ApiProblem('sign-in-needed');
    return caller;
  }

  /** As the caller is now; undefined: signed out, revoked or removed since. */
  async again(caller: KnownCaller): Promise<KnownCaller | undefined> {
    if (caller.kind === 'token') return this.#byHash(caller.token.hash);
    return this.#bySessionId(caller.session.id);
  }

  /** Keeps a new session and gives the cookie for it. */
  async begin(operator: KnownOperator): Promise<{ session: Session; cookie: string }> {
    const { sessions, clock, random, sessionMs } = this.#options;
    const token = secretText(random);
    const nowMs = clock.wallMs();
    // Never before the password: the clock may have been set back since it was chosen.
    const createdAtMs = Math.max(nowMs, operator.operator.passwordSetAtMs);
    const session: Session = {
      id: sha256(token),
      operatorId: operator.id,
      csrf: secretText(random),
      createdAtMs,
      expiresAtMs: nowMs + sessionMs,
    };
    await sessions.removeExpired(nowMs);
    await sessions.put(session);
    return { session, cookie: this.#cookie(token, Math.floor(sessionMs / 1000)) };
  }

  async end(session: Session): Promise<string> {
    await this.#options.sessions.remove(session.id);
    return this.#cookie('', 0);
  }

  async endAllOf(operatorId: string): Promise<void> {
    await this.#options.sessions.removeOf(operatorId);
  }

  /** The token and the only thing of it that is kept. */
  mintToken(): { readonly token: string; readonly hash: string } {
    const token = `mh_${secretText(this.#options.random)}`;
    return { token, hash: sha256(token) };
  }

  #byToken(token: string | undefined): KnownCaller | undefined {
    if (token === undefined || !tokenPattern.test(token)) return undefined;
    return this.#byHash(sha256(token));
  }

  #byHash(hash: string): KnownCaller | undefined {
    const { directory, clock } = this.#options;
    const known = directory.byTokenHash(hash);
    if (known === undefined) return undefined;
    const { owner, token } = known;
    if ((token.expiresAtMs ?? Infinity) <= clock.wallMs()) return undefined;
    return { kind: 'token', operatorId: owner.id, roles: owner.operator.roles, token };
  }

  async #bySession(token: string | undefined): Promise<KnownCaller | undefined> {
    if (token === undefined || !sessionPattern.test(token)) return undefined;
    return this.#bySessionId(sha256(token));
  }

  async #bySessionId(id: string): Promise<KnownCaller | undefined> {
    const { sessions, directory, clock } = this.#options;
    const session = await sessions.get(id);
    if (session === undefined || session.expiresAtMs <= clock.wallMs()) return undefined;
    const known = directory.get(session.operatorId);
    // A change of the password ends what began before it, whatever became of the store.
    if (known === undefined || session.createdAtMs < known.operator.passwordSetAtMs) {
      return undefined;
    }
    return { kind: 'session', operatorId: known.id, roles: known.operator.roles, session };
  }

  #cookie(token: string, seconds: number): string {
    const secure = this.#options.isHttps ? '; Secure' : '';
    return `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`;
  }
}

/** Without telling by the time it takes. */
export function isSameText(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

function cookieOf({ headers }: IncomingMessage): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const own = pairs.find((pair) => pair.startsWith(`${cookieName}=`));
  return own?.slice(cookieName.length + 1);
}

function secretText(random: Random): string {
  return Buffer.from(random.bytes(secretBytes)).toString('base64url');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
