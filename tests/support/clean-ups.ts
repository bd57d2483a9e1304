/** What is to be undone, the last first. */
export class CleanUps {
  readonly #list: (() => Promise<unknown> | void)[] = [];

  /** Keeps it for the end and gives back what it belongs to. */
  keep<T>(thing: T, undo: (thing: T) => Promise<unknown> | void): T {
    this.#list.push(() => undo(thing));
    return thing;
  }

  /** As {@link keep}, of what is stopped at the end. */
  stopping<T extends { stop(): Promise<unknown> }>(thing: T): T {
    return this.keep(thing, (one) => one.stop());
  }

  async run(): Promise<void> {
    for (const undo of this.#list.splice(0).reverse()) await undo();
  }
}
