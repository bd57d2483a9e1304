import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ItemBody } from '@mailhaul/connector-contract';
import { errorOf, protocolViolation } from '../errors.ts';

const pieceBytes = 64 * 1024;
/** Larger than any message that a mail system takes. */
const bodyBytesMax = 2 * 1024 * 1024 * 1024;

/**
 * One message as it comes in base64, decoded. How long it is shows only at its end, and who writes it must know before: up to
 * `wholeBytesMax` it is held in memory, beyond that in a file that has no name any more and ends with this process.
 */
export class HeldBody {
  readonly #wholeBytesMax: number;
  #pieces: Uint8Array[] = [];
  /** Characters that are not yet four. */
  #rest = '';
  #isPadded = false;
  #size = 0;
  #file: { readonly handle: FileHandle; readonly folder: string } | undefined;
  #isKept = false;

  constructor(wholeBytesMax: number) {
    this.#wholeBytesMax = wholeBytesMax;
  }

  /** @throws ConnectorError for what is no base64, or endless. */
  take(text: string): void {
    const characters = this.#rest + text.replace(/[\r\n\t ]+/g, '');
    const end = characters.length - (characters.length % 4);
    this.#rest = characters.slice(end);
    if (end === 0) return;
    const whole = characters.slice(0, end);
    const bytes = Buffer.from(whole, 'base64');
    if (this.#isPadded || !isOfBase64(whole, bytes)) {
      throw protocolViolation('a message is not in base64');
    }
    this.#isPadded = whole.endsWith('=');
    this.#size += bytes.length;
    if (this.#size > bodyBytesMax) throw errorOf('answer-too-large');
    this.#pieces.push(bytes);
  }

  /** Puts aside what is too much for memory; to be called after each piece of the answer. */
  async settle(): Promise<void> {
    if (this.#size <= this.#wholeBytesMax || this.#pieces.length === 0) return;
    this.#file ??= await nameless();
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) {
      for (let at = 0; at < piece.length;) {
        at += (await this.#file.handle.write(piece, at)).bytesWritten;
      }
    }
  }

  /** All of it has come. @throws ConnectorError where the base64 ends within four characters. */
  whole(): ItemBody {
    if (this.#rest !== '') throw protocolViolation('a message in base64 is cut off');
    const file = this.#file;
    if (file === undefined) return { kind: 'whole', bytes: Buffer.concat(this.#pieces) };
    const size = this.#size;
    return { kind: 'streamed', size, chunks: chunksOf(file.handle, size) };
  }

  get size(): number {
    return this.#size;
  }

  /** Its reader outlives the answer that it came in, and calls {@link drop}. */
  keep(): void {
    this.#isKept = true;
  }

  /** The answer is over: nobody reads it any more, unless it is kept. May be called again. */
  async discard(): Promise<void> {
    if (!this.#isKept) await this.drop();
  }

  /** Nobody reads it any more. May be called again. */
  async drop(): Promise<void> {
    this.#pieces = [];
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    await file.handle.close();
    await rm(file.folder, { recursive: true, force: true });
  }
}

/** Whether all characters counted: the decoder leaves out what is none of base64, and takes those of base64url besides. */
function isOfBase64(characters: string, bytes: Uint8Array): boolean {
  const paddingCount = characters.endsWith('==') ? 2 : characters.endsWith('=') ? 1 : 0;
  const isWhole = bytes.length === (characters.length / 4) * 3 - paddingCount;
  return isWhole && !characters.includes('-') && !characters.includes('_');
}

async function nameless(): Promise<{ handle: FileHandle; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'mailhaul-'));
  const handle = await open(join(folder, 'item'), 'wx+', 0o600);
  // Where an open file cannot be removed, it is when it is closed.
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  return { handle, folder };
}

async function* chunksOf(handle: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size;) {
    const { bytesRead, buffer } = await handle.read(
      Buffer.allocUnsafe(pieceBytes),
      0,
      pieceBytes,
      at,
    );
    if (bytesRead === 0)
      throw errorOf('internal', { message: 'A held item is shorter than it was.' });
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
