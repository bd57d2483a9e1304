import { bodyBytesMax } from '@mailhaul/bus-nest';
import type { WritePacket } from '@nestjs/microservices';

/** What a reply has around its body: names, marks, the error of a refusal. */
const envelopeBytesMax = 100;

/** One request at the answering side. What is said after its last reply is dropped. */
export class Exchange {
  readonly #reply: (text: string) => void;
  readonly #end = Promise.withResolvers<void>();
  #isOver = false;

  constructor(reply: (text: string) => void) {
    this.#reply = reply;
  }

  /** Resolves with the last reply. */
  get over(): Promise<void> {
    return this.#end.promise;
  }

  respond(packet: WritePacket): void {
    if (this.#isOver) return;
    const { text, isLast } = encodeReply(packet);
    this.#reply(text);
    if (!isLast) return;
    this.#isOver = true;
    this.#end.resolve();
  }

  refuse(message: string): void {
    this.respond(refusal(message));
  }
}

interface EncodedReply {
  readonly text: string;
  readonly isLast: boolean;
}

/** As every wire does it: JSON text within the bound. What that cannot carry becomes a refusal that says so. */
function encodeReply(packet: WritePacket): EncodedReply {
  const isLast = packet.isDisposed === true || Boolean(packet.err);
  const text = jsonOrNothing(packet);
  if (text === undefined) return lastRefusal('the answer is not JSON');
  if (Buffer.byteLength(text) > bodyBytesMax + envelopeBytesMax) {
    return lastRefusal(`the answer is larger than ${bodyBytesMax} bytes`);
  }
  return { text, isLast };
}

function jsonOrNothing(packet: WritePacket): string | undefined {
  try {
    return JSON.stringify(packet);
  } catch {
    return undefined;
  }
}

function lastRefusal(message: string): EncodedReply {
  return { text: JSON.stringify(refusal(message)), isLast: true };
}

function refusal(message: string): WritePacket {
  return { err: { status: 'error', message }, isDisposed: true };
}
