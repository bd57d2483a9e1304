import type { MessagePort } from 'node:worker_threads';
import {
  type AppendResult,
  checkStreamName,
  EventStore,
  type ExpectedRevision,
  type NewEvent,
  OutcomeUnknown,
  prepareAppend,
  type RecordedEvent,
  StoreUnavailable,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '@mailhaul/application';
import { errorOf } from './failures.ts';
import { IncomingFlow } from './incoming-flow.ts';
import type { Answer, AnswerValue, FlowItem, Request } from './messages.ts';

interface Pending {
  readonly isAppend: boolean;
  resolve(value: AnswerValue): void;
  reject(error: Error): void;
}

type Unnumbered<R> = R extends Request ? Omit<R, 'seq'> : never;

/**
 * The event store that another thread owns and serves with `serveEventStore`. Closing it gives up this end of the channel
 * and leaves the owner's store as it is. Where the owner goes away, appends under way are OutcomeUnknown and everything
 * later is StoreUnavailable.
 */
export class ChannelEventStore extends EventStore {
  readonly #port: MessagePort;
  readonly #pending = new Map<number, Pending>();
  readonly #flows = new Map<number, IncomingFlow>();
  #seq = 0;
  #endedBy: string | undefined;
  #closing: Promise<void> | undefined;
  #whenAnswered: (() => void) | undefined;

  /** Takes the port over. */
  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('message', (answer: Answer) => {
      this.#take(answer);
    });
    port.on('close', () => {
      this.#end('the channel to it is closed');
    });
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    this.#refuseWhenClosed();
    // Here already: a clone would lose what makes some events invalid, and whoever is refused has sent nothing.
    prepareAppend({ stream, events, expected });
    const plain = events.map(({ id, type, data, metadata }) =>
      metadata === undefined ? { id, type, data } : { id, type, data, metadata },
    );
    return (await this.#ask({ op: 'append', stream, events: plain, expected })) as AppendResult;
  }

  override async *readStream(
    stream: string,
    options: { readonly from?: number } = {},
  ): AsyncIterable<RecordedEvent> {
    checkStreamName(stream);
    const { from = 0 } = options;
    yield* this.#follow({ op: 'read-stream', stream, from }) as AsyncIterable<RecordedEvent>;
  }

  override async readLast(stream: string): Promise<RecordedEvent | undefined> {
    this.#refuseWhenClosed();
    checkStreamName(stream);
    return (await this.#ask({ op: 'read-last', stream })) as RecordedEvent | undefined;
  }

  override async listStreams(prefix: string): Promise<readonly string[]> {
    this.#refuseWhenClosed();
    return (await this.#ask({ op: 'list-streams', prefix })) as readonly string[];
  }

  override async *subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const { after, streamPrefixes, signal } = options;
    if (signal.aborted) return;
    const request = { op: 'subscribe', after, streamPrefixes } as const;
    yield* this.#follow(request, signal) as AsyncIterable<SubscriptionMessage>;
  }

  override async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    for (const flow of this.#flows.values()) flow.cut(closed());
    if (this.#pending.size > 0) {
      await new Promise<void>((resolve) => (this.#whenAnswered = resolve));
    }
    this.#end('it is closed');
    this.#port.close();
  }

  async *#follow(
    request: Unnumbered<Request>,
    signal?: AbortSignal,
  ): AsyncGenerator<FlowItem, void> {
    this.#refuseWhenClosed();
    const seq = this.#send(request);
    const flow = new IncomingFlow();
    this.#flows.set(seq, flow);
    try {
      for (let page = await flow.next(signal); page; page = await flow.next(signal)) {
        // The next page is on its way while this one is worked through.
        if (!flow.hasEnded) this.#port.postMessage({ op: 'more', seq } satisfies Request);
        for (const item of page) {
          if (signal?.aborted === true) return;
          yield item;
        }
      }
    } finally {
      this.#flows.delete(seq);
      if (!flow.hasEnded) this.#port.postMessage({ op: 'leave', seq } satisfies Request);
    }
  }

  #ask(request: Unnumbered<Request>): Promise<AnswerValue> {
    return new Promise((resolve, reject) => {
      const isAppend = request.op === 'append';
      this.#pending.set(this.#send(request), { isAppend, resolve, reject });
    });
  }

  #send(request: Unnumbered<Request>): number {
    this.#seq += 1;
    this.#port.postMessage({ ...request, seq: this.#seq });
    return this.#seq;
  }

  #take(answer: Answer): void {
    const { seq } = answer;
    switch (answer.kind) {
      case 'answer':
        this.#settle(seq, (pending) => pending.resolve(answer.value));
        return;
      case 'failure':
        this.#flows.get(seq)?.end(errorOf(answer.failure));
        this.#settle(seq, (pending) => pending.reject(errorOf(answer.failure)));
        return;
      case 'page':
        this.#flows.get(seq)?.add(answer.items);
        return;
      case 'end':
        this.#flows.get(seq)?.end();
    }
  }

  #settle(seq: number, by: (pending: Pending) => void): void {
    const pending = this.#pending.get(seq);
    if (pending === undefined) return;
    this.#pending.delete(seq);
    by(pending);
    if (this.#pending.size === 0) this.#whenAnswered?.();
  }

  #end(reason: string): void {
    if (this.#endedBy !== undefined) return;
    this.#endedBy = reason;
    for (const [seq, { isAppend }] of this.#pending) {
      const words = `no answer from the event store: ${reason}`;
      const error = isAppend ? new OutcomeUnknown(words) : new StoreUnavailable(words);
      this.#settle(seq, (pending) => pending.reject(error));
    }
    for (const flow of this.#flows.values()) flow.cut(this.#unavailable());
  }

  #refuseWhenClosed(): void {
    if (this.#closing !== undefined) throw closed();
    if (this.#endedBy !== undefined) throw this.#unavailable();
  }

  #unavailable(): StoreUnavailable {
    return new StoreUnavailable(`the event store cannot be used: ${this.#endedBy ?? ''}`);
  }
}

function closed(): StoreUnavailable {
  return new StoreUnavailable('the event store is closed');
}
