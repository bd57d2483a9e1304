import { hash, verify } from '@node-rs/argon2';
import { TurnQueue } from './turn-queue.ts';

/** RFC 9106's second choice and OWASP's first: 19 MiB, two passes. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const hashesAtOnce = 2;

/** Hashes and checks passwords off the event loop, a few at a time: each address has its turn. */
export class Passwords {
  readonly #queue = new TurnQueue(hashesAtOnce);
  readonly #nobodys: Promise<string>;

  constructor(decoy: string) {
    this.#nobodys = hash(decoy, cost);
  }

  hash(password: string, address = 'here'): Promise<string> {
    return this.#queue.run(address, () => hash(password, cost));
  }

  /** Without a hash, for a login that nobody has, it takes the same time and is false. */
  check(password: string, hashed: string | undefined, address: string): Promise<boolean> {
    return this.#queue.run(address, async () => {
      const isRight = await verify(hashed ?? (await this.#nobodys), password);
      return isRight && hashed !== undefined;
    });
  }
}
