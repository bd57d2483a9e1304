import { closeSync, openSync, readSync } from 'node:fs';

const bytesMax = 1024 * 1024;

/** The file cannot be read; the message names it and the system's code. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
}

/** A file or pipe of credentials, up to 1 MiB. @throws FileUnreadable */
export function readSmallFile(path: string): Buffer {
  const shown = JSON.stringify(path.replace(/\p{Cc}/gu, '?'));
  const pieces: Buffer[] = [];
  try {
    const file = openSync(path, 'r');
    try {
      for (let size = 0; ;) {
        const piece = Buffer.alloc(64 * 1024);
        const count = readSync(file, piece);
        if (count === 0) return Buffer.concat(pieces);
        size += count;
        if (size > bytesMax)
          throw new FileUnreadable(`the file ${shown} is larger than ${bytesMax} bytes`);
        pieces.push(piece.subarray(0, count));
      }
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (cause instanceof FileUnreadable) throw cause;
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new FileUnreadable(`the file ${shown} cannot be read${code}`);
  }
}

/** Its first line, without the line end. @throws FileUnreadable also where that is empty */
export function readFirstLine(path: string): string {
  const [line = ''] = readSmallFile(path)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/, 1);
  if (line !== '') return line;
  throw new FileUnreadable(`the first line of the file ${JSON.stringify(path)} is empty`);
}
