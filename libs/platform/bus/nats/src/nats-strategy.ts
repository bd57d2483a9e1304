import { checkSubject } from '@mailhaul/bus-nest';
import { type Clock, systemClock } from '@mailhaul/kernel';
import type { Msg, NatsConnection as Wire, Subscription } from '@nats-io/transport-node';
import {
  type CustomTransportStrategy,
  type NatsContext,
  ServerNats,
  type WritePacket,
} from '@nestjs/microservices';
import type { NatsAddress } from './nats-address.ts';

export interface NatsStrategyOptions {
  readonly address: NatsAddress;
  /** The queue group: one of its members answers each request. */
  readonly group: string;
  /** How long closing waits for handlers that have begun to answer. */
  readonly drainMs?: number;
  readonly clock?: Clock;
}

const drainMsDefault = 1_000;

interface Exchange {
  readonly over: Promise<void>;
  readonly refuse: (message: string) => void;
}

/** The answering side as a NestJS transport strategy: NestJS's own, with what the port promises besides. */
export class NatsStrategy extends ServerNats implements CustomTransportStrategy {
  readonly #group: string;
  readonly #drainMs: number;
  readonly #clock: Clock;
  readonly #open = new Set<Exchange>();
  #wire: Wire | undefined;
  readonly #subscriptions: Subscription[] = [];

  constructor({ address, group, drainMs, clock }: NatsStrategyOptions) {
    super({
      ...address,
      reconnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 500,
      waitOnFirstConnect: true,
    });
    this.#group = group;
    this.#drainMs = drainMs ?? drainMsDefault;
    this.#clock = clock ?? systemClock;
  }

  /** Calls back when the server knows of every subscription, with an error where a handler's pattern is no subject. */
  override start(callback: (error?: unknown) => void): void {
    const begin = async () => {
      for (const subject of this.messageHandlers.keys()) checkSubject(subject);
      const wire = this.unwrap<Wire>();
      this.bindEvents(wire);
      await wire.flush();
    };
    begin().then(() => callback(), callback);
  }

  /** Everybody who listens hears an announcement: its subscriptions are in no group. */
  override bindEvents(wire: Wire): void {
    this.#wire = wire;
    for (const [subject, handler] of this.messageHandlers) {
      const isAnnounced = handler.isEventHandler === true;
      const take = this.getMessageHandler(subject) as (error: Error | null, message: Msg) => void;
      const options = isAnnounced ? {} : { queue: this.#group };
      this.#subscriptions.push(wire.subscribe(subject, { ...options, callback: take }));
    }
  }

  override getPublisher(
    message: Msg,
    id: string,
    context: NatsContext,
  ): (packet: WritePacket) => void {
    const publish = super.getPublisher(message, id, context) as (packet: WritePacket) => unknown;
    if (message.reply === undefined || message.reply === '') return publish;
    const { promise, resolve } = Promise.withResolvers<void>();
    let isOver = false;
    const end = () => {
      isOver = true;
      resolve();
      this.#open.delete(exchange);
    };
    const refuse = (text: string) => {
      if (isOver) return;
      publish({ err: { status: 'error', message: text }, isDisposed: true });
      end();
    };
    const exchange = { over: promise, refuse };
    this.#open.add(exchange);
    return (packet) => {
      if (isOver) return;
      try {
        publish(packet);
      } catch {
        refuse('the answer is larger than the bus carries, or no JSON');
        return;
      }
      if (packet.isDisposed === true || packet.err !== undefined) end();
    };
  }

  /** Takes nothing more at once, waits for what has begun, and refuses what has no answer by then. */
  override async close(): Promise<void> {
    const wire = this.#wire;
    if (wire !== undefined && !wire.isClosed()) {
      for (const subscription of this.#subscriptions.splice(0)) subscription.unsubscribe();
      // Once the server has answered, it has sent whatever it still meant for us.
      await wire.flush().catch(() => undefined);
      const drained = new AbortController();
      await Promise.race([
        Promise.all([...this.#open].map(({ over }) => over)),
        this.#clock.sleep(this.#drainMs, drained.signal).catch(() => undefined),
      ]);
      drained.abort();
      for (const exchange of this.#open) exchange.refuse('the responder closed before it answered');
      await wire.flush().catch(() => undefined);
    }
    await super.close();
  }
}
