import { checkSubject } from '@mailhaul/bus-nest';
import { type Clock, systemClock } from '@mailhaul/kernel';
import {
  type CustomTransportStrategy,
  type IncomingRequest,
  type MessageHandler,
  NatsContext,
  Server,
} from '@nestjs/microservices';
import { throwError } from 'rxjs';
import { Exchange } from './exchange.ts';
import type { HubRequest, InProcessHub } from './in-process-hub.ts';

export interface InProcessServerOptions {
  /** How long closing waits for handlers that have begun to answer. */
  readonly drainMs?: number;
  readonly clock?: Clock;
}

const drainMsDefault = 1_000;
/** The words of NestJS for an error that nobody declared. */
const internalError = { status: 'error', message: 'Internal server error' };

/**
 * The answering side as a NestJS transport strategy: a request goes to one member of every group in turn, an event to every
 * listener of every server. Handlers get the context that they get from the NATS transport.
 */
export class InProcessServer extends Server implements CustomTransportStrategy {
  readonly #hub: InProcessHub;
  readonly #group: string;
  readonly #drainMs: number;
  readonly #clock: Clock;
  readonly #open = new Set<Exchange>();
  #waysOut: (() => void)[] = [];

  constructor(hub: InProcessHub, group: string, options: InProcessServerOptions = {}) {
    super();
    this.#hub = hub;
    this.#group = group;
    this.#drainMs = options.drainMs ?? drainMsDefault;
    this.#clock = options.clock ?? systemClock;
  }

  /** Calls back with an error where a handler's pattern is no subject. */
  override listen(callback: (error?: unknown) => void): void {
    try {
      for (const subject of this.messageHandlers.keys()) checkSubject(subject);
    } catch (error) {
      callback(error);
      return;
    }
    for (const [subject, handler] of this.messageHandlers) {
      this.#waysOut.push(this.#join(subject, handler));
    }
    callback();
  }

  /** Takes nothing more at once, waits for what has begun, and refuses what has no answer by then. */
  override async close(): Promise<void> {
    for (const leave of this.#waysOut.splice(0)) leave();
    if (this.#open.size === 0) return;
    const drained = new AbortController();
    await Promise.race([
      Promise.all([...this.#open].map((exchange) => exchange.over)),
      this.#clock.sleep(this.#drainMs, drained.signal).catch(() => undefined),
    ]);
    drained.abort();
    for (const exchange of this.#open) exchange.refuse('the responder closed before it answered');
  }

  override on(): never {
    throw new Error('the in-process bus reports no events of its own');
  }

  override unwrap<T>(): T {
    return this.#hub as T;
  }

  #join(subject: string, handler: MessageHandler): () => void {
    if (handler.isEventHandler === true) {
      return this.#hub.listen(subject, (text) => {
        this.#hear(subject, text);
      });
    }
    return this.#hub.serve(subject, {
      group: this.#group,
      answer: (request) => {
        this.#answer(subject, handler, request);
      },
    });
  }

  #hear(subject: string, text: string): void {
    const packet = JSON.parse(text) as IncomingRequest;
    this.handleEvent(subject, packet, contextOf(subject)).catch((error: unknown) => {
      this.logger.error(error);
    });
  }

  #answer(subject: string, handler: MessageHandler, request: HubRequest): void {
    const exchange = new Exchange(request.reply);
    this.#open.add(exchange);
    void exchange.over.then(() => this.#open.delete(exchange));
    const packet = JSON.parse(request.text) as IncomingRequest;
    const context = contextOf(subject);
    const produce = async () => {
      try {
        return this.transformToObservable<unknown>(await handler(packet.data, context));
      } catch (error) {
        // NestJS turns what a handler throws into a stream; this is a failure of what stands around it.
        this.logger.error(error);
        return throwError(() => internalError);
      }
    };
    this.handleRequest(context, produce, (packet) => {
      exchange.respond(packet);
    });
  }
}

function contextOf(subject: string): NatsContext {
  return new NatsContext([subject, undefined]);
}
