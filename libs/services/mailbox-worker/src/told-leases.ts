/** How many passes there are over all workers, as schedulers told it last, of what is shared by them. */
export class ToldLeases {
  readonly #told = new Map<string, number>();

  hear(key: string, leases: number): void {
    this.#told.set(key, leases);
  }

  /** Never fewer than run here. */
  of(key: string, own: number): number {
    return Math.max(own, this.#told.get(key) ?? 0);
  }

  /** Forgets whatever has no pass here any more. */
  keepOnly(keys: { has(key: string): boolean }): void {
    for (const key of this.#told.keys()) if (!keys.has(key)) this.#told.delete(key);
  }
}
