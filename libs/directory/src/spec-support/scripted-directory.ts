import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { headerAt } from '../wire/message-shape.ts';

/** What was asked: the message's number, its operation's tag and all its bytes. */
export interface Asked {
  readonly id: number;
  readonly operation: number;
  readonly bytes: Buffer;
}

/** An element of BER with a definite length. */
export function ber(tag: number, ...content: readonly (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(content.map((one) => Buffer.from(one)));
  const length = Buffer.alloc(5);
  length[0] = 0x84;
  length.writeUInt32BE(body.length, 1);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

const text = (value: string | Uint8Array) => ber(0x04, value);
export const message = (id: number, ...content: readonly Uint8Array[]): Buffer =>
  ber(0x30, ber(0x02, Uint8Array.of(id >> 16, id >> 8, id)), ...content);

/** The end of an operation (`0x61` bind, `0x65` search, `0x78` extended) with a result code. */
export function result(
  id: number,
  tag: number,
  { code = 0, words = '' }: { readonly code?: number; readonly words?: string } = {},
): Buffer {
  return message(id, ber(tag, ber(0x0a, Uint8Array.of(code)), text(''), text(words)));
}

export function entry(
  id: number,
  dn: string,
  attributes: Readonly<Record<string, readonly (string | Uint8Array)[]>>,
): Buffer {
  const list = Object.entries(attributes).map(([name, values]) =>
    ber(0x30, text(name), ber(0x31, ...values.map(text))),
  );
  return message(id, ber(0x64, text(dn), ber(0x30, ...list)));
}

/** A directory that says what a spec lets it say: `answer` for each message, and `undefined` for what every directory would. */
export async function startScripted(
  answer: (asked: Asked, socket: Socket) => Uint8Array | undefined,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let held = Buffer.alloc(0);
    socket.on('data', (piece: Buffer) => {
      held = Buffer.concat([held, piece]);
      for (let asked = firstOf(held); asked !== undefined; asked = firstOf(held)) {
        held = held.subarray(asked.bytes.length);
        const said = answer(asked, socket) ?? usual(asked);
        if (!socket.destroyed) socket.write(said);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function firstOf(held: Buffer): Asked | undefined {
  const whole = headerAt(held, 0);
  if (typeof whole !== 'object' || held.length < whole.from + whole.length) return undefined;
  const bytes = held.subarray(0, whole.from + whole.length);
  const id = headerAt(bytes, whole.from);
  if (typeof id !== 'object') return undefined;
  const operationAt = id.from + id.length;
  const number = bytes.readUIntBE(id.from, id.length);
  return { id: number, operation: bytes[operationAt] ?? 0, bytes };
}

/** Signs everybody in; each search finds the entry that it is asked at. */
function usual({ id, operation }: Asked): Buffer {
  if (operation === 0x60) return result(id, 0x61);
  if (operation === 0x77) return result(id, 0x78, { code: 2 });
  const base = entry(id, 'dc=example', { objectClass: ['top'], namingContexts: ['dc=example'] });
  return Buffer.concat([base, result(id, 0x65)]);
}
