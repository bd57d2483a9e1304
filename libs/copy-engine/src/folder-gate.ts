/**
 * Quiet for a target folder: any number of writes hold it shared; a scan holds it alone, begins when the last write has
 * ended, and keeps new ones out meanwhile.
 */
export class FolderGate {
  #shared = 0;
  #exclusiveTail: Promise<void> = Promise.resolve();
  #exclusiveWaiting = 0;
  #onQuiet: (() => void)[] = [];
  #onOpen: (() => void)[] = [];

  async enter(): Promise<() => void> {
    while (this.#exclusiveWaiting > 0) {
      await new Promise<void>((resolve) => this.#onOpen.push(resolve));
    }
    this.#shared += 1;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#shared -= 1;
      if (this.#shared === 0) for (const wake of this.#onQuiet.splice(0)) wake();
    };
  }

  /** Without `isQuiet` (a planted fault) the scan begins although writes are in the air. */
  async alone<T>(work: () => Promise<T>, isQuiet = true): Promise<T> {
    this.#exclusiveWaiting += 1;
    const before = this.#exclusiveTail;
    let done: () => void = () => undefined;
    this.#exclusiveTail = new Promise((resolve) => (done = resolve));
    try {
      await before;
      while (isQuiet && this.#shared > 0) {
        await new Promise<void>((resolve) => this.#onQuiet.push(resolve));
      }
      return await work();
    } finally {
      this.#exclusiveWaiting -= 1;
      done();
      if (this.#exclusiveWaiting === 0) for (const wake of this.#onOpen.splice(0)) wake();
    }
  }
}
