import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { EwsDialect } from './dialects.ts';
import type { Misbehaviour } from './server-options.ts';
import { type AnswerPiece, type Fault, faultEnvelope } from './wire/answers.ts';

const xmlType = 'text/xml; charset=utf-8';
const base64PieceBytes = 3 * 64 * 1024;
const textCharsMin = 16 * 1024;

export type InsteadOfAnswer = Exclude<Misbehaviour, { kind: 'cut' | 'drip' | 'refusal' }>;

/** Says something else than the operation would have said. */
export async function misbehave(reply: ServerResponse, deed: InsteadOfAnswer): Promise<void> {
  switch (deed.kind) {
    case 'fault':
      return sendFault(reply, deed.fault, deed.status);
    case 'hang':
      return undefined;
    case 'answer': {
      reply.writeHead(deed.status, { 'Content-Type': xmlType, ...deed.headers });
      const body = deed.body ?? '';
      if (typeof body === 'string') {
        reply.end(body);
        return undefined;
      }
      for await (const piece of body) if (!(await written(reply, piece))) return undefined;
      reply.end();
    }
  }
}

export function sendFault(reply: ServerResponse, fault: Fault, status: 200 | 500 = 500): void {
  reply.writeHead(status, { 'Content-Type': xmlType });
  reply.end(faultEnvelope(fault));
}

export function say(reply: ServerResponse, status: number, words: string): void {
  reply.writeHead(status, { 'Content-Type': 'text/plain' });
  reply.end(words);
}

export interface SendingOptions {
  /** The connection is closed behind so many bytes. */
  readonly bytesMax?: number;
  readonly drip?: Extract<Misbehaviour, { kind: 'drip' }> | undefined;
  /** The client takes it. */
  readonly isCompressed: boolean;
  readonly dialect?: EwsDialect | undefined;
}

/** The answer of an operation. */
export async function sendAnswer(
  reply: ServerResponse,
  pieces: readonly AnswerPiece[],
  { bytesMax = Infinity, drip, isCompressed, dialect }: SendingOptions,
): Promise<void> {
  if (dialect !== undefined) {
    const { type = xmlType, write } = dialect;
    if (type !== '') reply.setHeader('Content-Type', type);
    reply.writeHead(200);
    reply.end(write(Array.from(texts(pieces)).join('')));
    return;
  }
  if (isCompressed) {
    reply.writeHead(200, { 'Content-Type': xmlType, 'Content-Encoding': 'gzip' });
    reply.end(gzipSync(Array.from(texts(pieces)).join('')));
    return;
  }
  reply.writeHead(200, { 'Content-Type': xmlType });
  let left = bytesMax;
  for (const text of texts(pieces)) {
    const bytes = Buffer.from(text);
    const isOpen =
      drip === undefined
        ? await written(reply, bytes.subarray(0, left))
        : await dripped(reply, bytes, drip);
    left -= bytes.length;
    if (left < 0) reply.destroy();
    if (left < 0 || !isOpen) return;
  }
  reply.end();
}

async function dripped(
  reply: ServerResponse,
  bytes: Buffer,
  { pieceBytes, wait }: Extract<Misbehaviour, { kind: 'drip' }>,
): Promise<boolean> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    await wait();
    if (!(await written(reply, bytes.subarray(at, at + pieceBytes)))) return false;
  }
  return true;
}

/** Small pieces together: a write for each would cost more than to make them. */
function* texts(pieces: readonly AnswerPiece[]): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      if (text.length < textCharsMin) continue;
    }
    yield text;
    text = '';
    if (typeof piece !== 'string') yield* base64Of(piece.base64Of);
  }
  yield text;
}

function* base64Of({ buffer, byteOffset, byteLength }: Uint8Array): Generator<string> {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  for (let at = 0; at < bytes.length; at += base64PieceBytes) {
    yield bytes.subarray(at, at + base64PieceBytes).toString('base64');
  }
}

/** False once the other side has gone. */
function written(reply: ServerResponse, piece: string | Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    if (reply.destroyed) resolve(false);
    else reply.write(piece, (error) => resolve(error === undefined || error === null));
  });
}
