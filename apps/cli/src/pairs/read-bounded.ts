import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { cleanText } from '../text/clean-text.ts';
import { UsageError } from '../usage-error.ts';

export interface BoundedText {
  readonly text: string;
  /** Not for pipes, which only their writer's user can open anyway. */
  readonly isOpenToOthers: boolean;
}

const pieceBytes = 64 * 1024;

/** A file or pipe as UTF-8 text, without its byte order mark. @throws UsageError when unreadable or larger than that. */
export function readBounded(path: string, bytesMax: number): BoundedText {
  const shown = JSON.stringify(cleanText(path));
  try {
    const file = openSync(path, 'r');
    try {
      const { mode } = fstatSync(file);
      const isRegular = (mode & 0o170000) === 0o100000;
      return {
        text: readText(file, bytesMax, shown),
        isOpenToOthers: isRegular && process.platform !== 'win32' && (mode & 0o077) !== 0,
      };
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new UsageError(`the file ${shown} cannot be read${code}`, undefined, { cause });
  }
}

function readText(file: number, bytesMax: number, shown: string): string {
  const pieces: Buffer[] = [];
  let byteCount = 0;
  for (;;) {
    const piece = Buffer.alloc(Math.min(pieceBytes, bytesMax + 1));
    const readCount = readSync(file, piece);
    if (readCount === 0)
      return Buffer.concat(pieces)
        .toString('utf8')
        .replace(/^\ufeff/u, '');
    pieces.push(piece.subarray(0, readCount));
    byteCount += readCount;
    if (byteCount > bytesMax)
      throw new UsageError(`the file ${shown} is larger than ${bytesMax} bytes`);
  }
}
