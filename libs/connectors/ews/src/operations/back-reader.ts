import { type BackRead, readBack } from './read-back.ts';
import type { CallCore } from './session-core.ts';

/** Of one request: some 200 bytes of answer each. */
const idsMax = 200;

interface Wish {
  readonly ewsIds: readonly string[];
  readonly resolve: (read: BackRead[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads back what was made, on a line of its own, so that the next write does not wait for it. What is asked for while an answer is awaited
 * goes out together.
 */
export class BackReader {
  readonly #core: CallCore;
  #wishes: Wish[] = [];
  #isBusy = false;

  constructor(core: CallCore) {
    this.#core = core;
  }

  /** As {@link readBack}, once. @throws ConnectorError */
  read(ewsIds: readonly string[]): Promise<BackRead[]> {
    const { promise, resolve, reject } = Promise.withResolvers<BackRead[]>();
    this.#wishes.push({ ewsIds, resolve, reject });
    if (!this.#isBusy) void this.#work();
    return promise;
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#wishes.length > 0) {
      const wishes = this.#nextWishes();
      const ids = wishes.flatMap(({ ewsIds }) => ewsIds);
      try {
        const found = new Map(
          (await readBack(this.#core, ids)).map((one) => [one.ewsId, one] as const),
        );
        for (const { ewsIds, resolve } of wishes) {
          resolve(ewsIds.flatMap((id) => found.get(id) ?? []));
        }
      } catch (error) {
        for (const { reject } of wishes) reject(error);
      }
    }
    this.#isBusy = false;
  }

  #nextWishes(): Wish[] {
    let count = 0;
    const behind = this.#wishes.findIndex(({ ewsIds }) => {
      count += ewsIds.length;
      return count > idsMax;
    });
    return this.#wishes.splice(0, behind === -1 ? Infinity : Math.max(1, behind));
  }
}
