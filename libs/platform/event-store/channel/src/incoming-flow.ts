import type { FlowItem } from './messages.ts';

/** Pages as they come over, until they are taken up. */
export class IncomingFlow {
  readonly #pages: (readonly FlowItem[])[] = [];
  #end: { readonly error: Error | undefined } | undefined;
  #wake: (() => void) | undefined;

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  add(page: readonly FlowItem[]): void {
    this.#pages.push(page);
    this.#wake?.();
  }

  /** The first end is the one that counts. */
  end(error?: Error): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  /** Ends it at once: pages that wait are not given any more. */
  cut(error: Error): void {
    this.#pages.length = 0;
    this.end(error);
  }

  /** Undefined: the flow, or the wish for it, is over. @throws what ended the flow */
  async next(signal?: AbortSignal): Promise<readonly FlowItem[] | undefined> {
    for (;;) {
      if (signal?.aborted === true) return undefined;
      const page = this.#pages.shift();
      if (page !== undefined) return page;
      if (this.#end !== undefined) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return undefined;
      }
      await this.#change(signal);
    }
  }

  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal?.removeEventListener('abort', wake);
        this.#wake = undefined;
        resolve();
      };
      this.#wake = wake;
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
}
