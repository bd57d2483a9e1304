import { NoResponder, RequestRefused } from '@mailhaul/application';
import { ClientProxy, type ReadPacket, type WritePacket } from '@nestjs/microservices';
import type { InProcessHub } from './in-process-hub.ts';

type Answered = (packet: WritePacket) => void;

/** The asking side as a NestJS client. Closed once, it stays closed, and what still waits for an answer is refused. */
export class InProcessClient extends ClientProxy {
  readonly #hub: InProcessHub;
  readonly #waiting = new Set<Answered>();
  #isClosed = false;

  constructor(hub: InProcessHub) {
    super();
    this.#hub = hub;
  }

  override connect(): Promise<void> {
    return this.#isClosed ? Promise.reject(closedError()) : Promise.resolve();
  }

  override close(): void {
    this.#isClosed = true;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const answered of waiting) answered({ err: closedError() });
  }

  override unwrap<T>(): T {
    return this.#hub as T;
  }

  protected override publish(packet: ReadPacket, answered: Answered): () => void {
    this.#waiting.add(answered);
    const ifWaiting = (answer: () => WritePacket) => {
      if (this.#waiting.has(answered)) answered(answer());
    };
    const subject = this.normalizePattern(packet.pattern as string);
    this.#hub.request(subject, {
      text: JSON.stringify(packet),
      reply: (text) => {
        ifWaiting(() => JSON.parse(text) as WritePacket);
      },
      unserved: () => {
        ifWaiting(() => ({ err: new NoResponder(`${subject}: nobody serves it`) }));
      },
    });
    return () => {
      this.#waiting.delete(answered);
    };
  }

  protected override dispatchEvent<T>(packet: ReadPacket): Promise<T> {
    this.#hub.announce(this.normalizePattern(packet.pattern as string), JSON.stringify(packet));
    return Promise.resolve(undefined as T);
  }
}

function closedError(): Error {
  return new RequestRefused('the bus is closed');
}
