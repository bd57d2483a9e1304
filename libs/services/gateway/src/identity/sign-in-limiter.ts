import type { Clock } from '@mailhaul/kernel';
import { ApiProblem } from '../http/api-problem.ts';

interface Bucket {
  tokens: number;
  atMs: number;
}

interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Guesses at one login from one address, and at all logins from one address. */
const ofLogin: Rate = { burst: 8, perSecond: 1 / 15 };
const ofAddress: Rate = { burst: 60, perSecond: 1 };
const bucketsMax = 20_000;

/**
 * Slows guessing down by who guesses: what comes from one address never counts against another, so nobody can be locked out
 * by somebody else's attempts. Only failures count.
 */
export class SignInLimiter {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** Takes an attempt. @throws {ApiProblem} there is none left; with when there will be. */
  take(address: string, login: string): void {
    const place = placeOf(address);
    const waits = [this.#waitMs(`${place}|${login}`, ofLogin), this.#waitMs(place, ofAddress)];
    const waitMs = Math.max(...waits);
    if (waitMs > 0) {
      const seconds = String(Math.ceil(waitMs / 1000));
      throw new ApiProblem('too-many-sign-ins', { headers: { 'Retry-After': seconds } });
    }
    this.#add(`${place}|${login}`, ofLogin, -1);
    this.#add(place, ofAddress, -1);
  }

  /** The attempt was right: it is given back. */
  giveBack(address: string, login: string): void {
    const place = placeOf(address);
    this.#add(`${place}|${login}`, ofLogin, 1);
    this.#add(place, ofAddress, 1);
  }

  #waitMs(key: string, rate: Rate): number {
    const { tokens } = this.#bucket(key, rate);
    return tokens >= 1 ? 0 : ((1 - tokens) / rate.perSecond) * 1000;
  }

  #add(key: string, rate: Rate, tokens: number): void {
    const bucket = this.#bucket(key, rate);
    bucket.tokens = Math.min(rate.burst, bucket.tokens + tokens);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= bucketsMax) break;
      this.#buckets.delete(oldest);
    }
  }

  #bucket(key: string, rate: Rate): Bucket {
    const nowMs = this.#clock.monotonicMs();
    const { tokens, atMs } = this.#buckets.get(key) ?? { tokens: rate.burst, atMs: nowMs };
    const gained = ((nowMs - atMs) / 1000) * rate.perSecond;
    return { tokens: Math.min(rate.burst, tokens + gained), atMs: nowMs };
  }
}

/** An IPv6 customer has a whole /64 to guess from. */
function placeOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter((part) => part !== '');
  const right = (tail ?? '').split(':').filter((part) => part !== '');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const all = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return all.slice(0, 4).join(':');
}
