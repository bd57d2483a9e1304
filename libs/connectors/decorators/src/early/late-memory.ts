import type { SessionMemory } from '@mailhaul/connector-contract';

/** The memory of a session that is on its way before anybody says where its memory is: who asks waits until that is said. */
export class LateMemory implements SessionMemory {
  readonly #known = Promise.withResolvers<SessionMemory | undefined>();

  constructor() {
    // Whoever asks is told.
    this.#known.promise.catch(() => undefined);
  }

  /** Undefined: nothing is kept. */
  becomes(memory: SessionMemory | undefined): void {
    this.#known.resolve(memory);
  }

  /** Nobody will say. */
  abandon(reason: unknown): void {
    this.#known.reject(reason);
  }

  behind(): Promise<SessionMemory | undefined> {
    return this.#known.promise;
  }

  async recall(key: string): Promise<readonly Uint8Array[]> {
    return (await this.#known.promise)?.recall(key) ?? [];
  }

  async add(key: string, entry: Uint8Array, how?: { readonly begin: boolean }): Promise<void> {
    await (await this.#known.promise)?.add(key, entry, how);
  }
}
