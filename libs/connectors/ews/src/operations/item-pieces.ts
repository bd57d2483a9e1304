import { type ItemBody, type OutgoingItem, bodySize } from '@mailhaul/connector-contract';
import { dateText, sentAt } from '../form/dates.ts';
import type { FlagForm } from '../form/flags.ts';
import type { BodyPiece } from '../http/messages.ts';
import { properties, propertyValue } from '../soap/properties.ts';

/** So much of a message is looked at for its Date header. */
const headBytesMax = 64 * 1024;
/** A multiple of three, so that pieces of base64 fit together. */
const wholePieceBytes = 3 * 16 * 1024;

const start = '<t:Message><t:MimeContent>';
const middle = '</t:MimeContent>';
const end = '</t:Message>';

/** Exactly how long {@link itemPieces} will be. */
export function itemLength(item: OutgoingItem, form: FlagForm): number {
  const behind = behindContent(form, { received: 0, sent: 0 });
  const base64Chars = 4 * Math.ceil(bodySize(item.body) / 3);
  return start.length + base64Chars + middle.length + Buffer.byteLength(behind);
}

/**
 * One item of CreateItem: its content in base64, made while it is read, then its properties in the schema's order.
 * @throws where the body has not the size that it was announced with.
 */
export async function* itemPieces(item: OutgoingItem, form: FlagForm): AsyncGenerator<BodyPiece> {
  const head: Uint8Array[] = [];
  let headBytes = 0;
  yield start;
  let rest: Uint8Array = Buffer.alloc(0);
  let size = 0;
  for await (const piece of piecesOf(item.body)) {
    size += piece.byteLength;
    if (size > bodySize(item.body)) throw sizeDiffers();
    if (headBytes < headBytesMax) {
      const part = piece.subarray(0, headBytesMax - headBytes);
      head.push(Buffer.from(part));
      headBytes += part.byteLength;
    }
    const bytes = rest.byteLength === 0 ? asBuffer(piece) : Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % 3);
    // A copy: who gives the pieces may use their memory again.
    rest = Buffer.from(bytes.subarray(whole));
    if (whole > 0) yield bytes.toString('base64', 0, whole);
  }
  if (size !== bodySize(item.body)) throw sizeDiffers();
  yield asBuffer(rest).toString('base64') + middle;
  const received = item.receivedAt.epochSeconds;
  const sent = sentAt(Buffer.concat(head)) ?? received;
  yield Buffer.from(behindContent(form, { received, sent }));
}

function behindContent(form: FlagForm, times: { received: number; sent: number }): string {
  return (
    form.categories +
    propertyValue(properties.deliveryTime, dateText(times.received)) +
    propertyValue(properties.submitTime, dateText(times.sent)) +
    form.properties +
    form.isRead +
    end
  );
}

async function* piecesOf(body: ItemBody): AsyncGenerator<Uint8Array> {
  if (body.kind === 'streamed') {
    yield* body.chunks;
    return;
  }
  for (let at = 0; at < body.bytes.byteLength; at += wholePieceBytes) {
    yield body.bytes.subarray(at, at + wholePieceBytes);
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function sizeDiffers(): Error {
  return new Error('the body has not the size it was announced with');
}
