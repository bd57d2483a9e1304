import { ClientNats, type ReadPacket, type WritePacket } from '@nestjs/microservices';
import type { NatsAddress } from './nats-address.ts';

/** The asking side as a NestJS client. It connects with the first request; a connection that is lost comes back by itself. */
export class NatsConnection extends ClientNats {
  #turn: Promise<unknown> = Promise.resolve();

  constructor(address: NatsAddress) {
    super({ ...address, reconnect: true, maxReconnectAttempts: -1, reconnectTimeWait: 500 });
  }

  /** In the order of the calls: what is announced first must not wait longer for the connection than what follows. */
  override connect(): Promise<unknown> {
    const connected = this.#turn.then(() => this.#connect());
    this.#turn = connected.catch(() => undefined);
    return connected;
  }

  /** While the connection is lost NestJS rejects with a text; the bus takes texts for a responder's words. */
  async #connect(): Promise<unknown> {
    try {
      return (await super.connect()) as unknown;
    } catch (error) {
      if (error instanceof Error) throw error;
      throw new Error('the connection to NATS is lost', { cause: error });
    }
  }

  /** An error of the protocol reaches the callback of the subscription; whoever asked is told once. */
  protected override publish(
    packet: ReadPacket,
    callback: (packet: WritePacket) => void,
  ): () => void {
    let isAnswered = false;
    return super.publish(packet, (answer) => {
      if (isAnswered) return;
      isAnswered = answer.isDisposed === true || answer.err !== undefined;
      callback(answer);
    });
  }
}
