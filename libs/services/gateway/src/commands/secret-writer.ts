import type { PlacedSecret, SecretPlace, SecretStore } from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';

interface Waiting extends PlacedSecret {
  readonly done: PromiseWithResolvers<void>;
}

const gatherMs = 1;
const batchMax = 500;

/** Puts secrets, those of the same moment together: each put waits for the disk, and many at once wait for it once. */
export class SecretWriter {
  readonly #secrets: SecretStore;
  readonly #clock: Pick<Clock, 'sleep'>;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(secrets: SecretStore, clock: Pick<Clock, 'sleep'>) {
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /**
   * At a command's own place: where a secret is there already, an earlier attempt of the same command has put it. Durable
   * when it resolves.
   */
  async put(place: SecretPlace, secret: string): Promise<void> {
    if ((await this.#secrets.get(place)) !== undefined) return;
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ place, secret, done });
    if (!this.#isWriting) void this.#writeAll();
    await done.promise;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    await this.#clock.sleep(gatherMs);
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, batchMax));
    this.#isWriting = false;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#secrets.putAll(batch.map(({ place, secret }) => ({ place, secret })));
      for (const { done } of batch) done.resolve();
    } catch (error) {
      if (batch.length === 1) batch[0]?.done.reject(error);
      // Whose it is is told to that one alone.
      else for (const one of batch) await this.#write([one]);
    }
  }
}
