import { failureOf } from './failures.ts';
import {
  type Answer,
  type FlowItem,
  pageItemsMax,
  pagesAheadMax,
  pageWeightMax,
} from './messages.ts';
import { weightOf } from './weight-of.ts';

/**
 * Sends an iterable over in pages. What the iterable gives in one turn of the event loop travels together; no more pages
 * are under way than the far side has room for, and the iterable waits meanwhile.
 */
export class OutgoingFlow {
  readonly #seq: number;
  readonly #post: (answer: Answer) => void;
  #page: FlowItem[] = [];
  #weight = 0;
  #room = pagesAheadMax;
  #isFlushDue = false;
  #isLeft = false;
  #wake: (() => void) | undefined;

  constructor(seq: number, post: (answer: Answer) => void) {
    this.#seq = seq;
    this.#post = post;
  }

  /** Resolves when all was sent, or nobody wants it any more; never rejects. */
  async send(items: AsyncIterable<FlowItem>): Promise<void> {
    try {
      for await (const item of items) {
        if (this.#isLeft) return;
        this.#add(item);
        if (this.#isFull) await this.#flush();
        else this.#flushSoon();
      }
      await this.#flush();
      this.#end({ kind: 'end', seq: this.#seq });
    } catch (error) {
      await this.#flush();
      this.#end({ kind: 'failure', seq: this.#seq, failure: failureOf(error) });
    }
  }

  more(): void {
    this.#room += 1;
    if (this.#wake === undefined) this.#sendPage();
    else this.#wake();
  }

  leave(): void {
    this.#isLeft = true;
    this.#wake?.();
  }

  get #isFull(): boolean {
    return this.#weight >= pageWeightMax || this.#page.length >= pageItemsMax;
  }

  #add(item: FlowItem): void {
    this.#page.push(item);
    this.#weight += weightOf(item);
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    setImmediate(() => {
      this.#isFlushDue = false;
      this.#sendPage();
    });
  }

  async #flush(): Promise<void> {
    while (!this.#sendPage()) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }

  /** False: there is something to send and no room for it. */
  #sendPage(): boolean {
    if (this.#page.length === 0 || this.#isLeft) return true;
    if (this.#room === 0) return false;
    this.#room -= 1;
    this.#post({ kind: 'page', seq: this.#seq, items: this.#page });
    this.#page = [];
    this.#weight = 0;
    return true;
  }

  #end(last: Answer): void {
    if (!this.#isLeft) this.#post(last);
  }
}
