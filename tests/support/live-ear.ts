import type { Client, LiveEvent } from '@mailhaul/api-client';

/** Follows the live events of a tenant and keeps them. */
export class LiveEar {
  readonly frames: LiveEvent<'followLive'>[] = [];
  readonly #over = new AbortController();
  readonly #done: Promise<void>;

  constructor(client: Client, tenant: string, lastEventId?: string) {
    this.#done = this.#listen(client, tenant, lastEventId);
  }

  get lastId(): string | undefined {
    return this.frames.at(-1)?.id;
  }

  topics(): readonly string[] {
    const topics = this.frames.map(({ frame }) => (frame.kind === 'changed' ? frame.topic : ''));
    return [...new Set(topics)];
  }

  close(): Promise<void> {
    this.#over.abort();
    return this.#done;
  }

  async #listen(client: Client, tenant: string, lastEventId?: string): Promise<void> {
    const { signal } = this.#over;
    try {
      const events = client.events('followLive', { path: { tenant }, signal }, lastEventId);
      for await (const event of events) this.frames.push(event);
    } catch (error) {
      // The server may go first, at the end of a spec.
      if (!signal.aborted && !(error instanceof TypeError)) throw error;
    }
  }
}
