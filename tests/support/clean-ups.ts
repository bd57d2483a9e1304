/** What is to be undone, the last first. */
export class CleanUps {
  readonly #list: (() => Promise<unknown> | void)[] = [];

  /** Keeps it for the end and gives back what it belongs to. */
  keep<T>(thing: T, undo: (thing: T) => Promise<unknown> | void): T {
    this.#list.push(() => undo(thing));
    return thing;
  }

  async run(): Promise<void> {
    for (const undo of this.#list.splice(0).reverse()) await undo();
  }
}
