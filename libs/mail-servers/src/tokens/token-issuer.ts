import { createHash } from 'node:crypto';
import type { Clock } from '@mailhaul/kernel';

interface Issued {
  readonly user: string;
  readonly untilMs: number;
}

/** Gives out access tokens that run out, and knows which still count. */
export class TokenIssuer {
  readonly lifetimeMs: number;
  readonly #clock: Clock;
  #issued = new Map<string, Issued>();
  #count = 0;

  constructor(clock: Clock, lifetimeMs = 3_600_000) {
    this.#clock = clock;
    this.lifetimeMs = lifetimeMs;
  }

  /** How many tokens were given out so far. */
  get issuedCount(): number {
    return this.#count;
  }

  issue(user: string): string {
    this.#count += 1;
    const name = `${user} ${String(this.#count)} ${String(this.#clock.wallMs())}`;
    const token = `ya29.${createHash('sha256').update(name).digest('base64url')}`;
    this.#issued.set(token, { user, untilMs: this.#clock.monotonicMs() + this.lifetimeMs });
    return token;
  }

  isValid(user: string, token: string): boolean {
    const issued = this.#issued.get(token);
    return issued?.user === user && this.#clock.monotonicMs() < issued.untilMs;
  }

  /** To whom a token was issued that still counts. */
  holderOf(token: string): string | undefined {
    const issued = this.#issued.get(token);
    return issued !== undefined && this.#clock.monotonicMs() < issued.untilMs
      ? issued.user
      : undefined;
  }

  /** From now on none of those given out counts. */
  expireAll(): void {
    this.#issued = new Map();
  }
}
