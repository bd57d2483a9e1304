import type { JsonValue } from '@mailhaul/application';

/** Collects what arrives, and lets a case wait for it instead of for a time. */
export class Arrivals {
  readonly all: JsonValue[] = [];
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  add(body: JsonValue): void {
    this.all.push(body);
    for (const { count, resolve } of this.#waiting) if (this.all.length >= count) resolve();
  }

  /** Resolves once there are so many. */
  async reach(count: number): Promise<void> {
    if (this.all.length >= count) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ count, resolve });
    await promise;
  }
}
