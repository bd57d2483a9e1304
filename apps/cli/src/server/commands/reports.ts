import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { cleanText } from '../../text/clean-text.ts';
import { UsageError } from '../../usage-error.ts';
import { findPair } from '../names/find-pair.ts';
import { findJob } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';

export interface RawFileOptions {
  readonly out?: string;
  readonly job?: string;
}

/** `mailhaul report overall` */
export async function reportOverall(server: Server, raw: RawFileOptions): Promise<ExitCode> {
  const path = { tenant: await server.tenant() };
  return deliver(server, await server.api.file('overallReport', { path }), raw);
}

/** `mailhaul report job JOB` */
export async function reportJob(
  server: Server,
  text: string,
  raw: RawFileOptions,
): Promise<ExitCode> {
  const path = { tenant: await server.tenant(), job: (await findJob(server, text)).id };
  return deliver(server, await server.api.file('jobReport', { path }), raw);
}

/** `mailhaul report pair PAIR` and `mailhaul log PAIR` */
export async function pairFile(
  server: Server,
  text: string,
  raw: RawFileOptions & { readonly file: 'pairReport' | 'pairLog' },
): Promise<ExitCode> {
  const pair = await findPair(server, text, raw.job);
  const path = { tenant: await server.tenant(), pair: pair.id };
  return deliver(server, await server.api.file(raw.file, { path }), raw);
}

/** To standard output, or to a file that is there whole or not at all. */
async function deliver(
  server: Server,
  body: ReadableStream<Uint8Array>,
  { out }: RawFileOptions,
): Promise<ExitCode> {
  const { stdout } = server.io;
  const content = Readable.fromWeb(body);
  if (out === undefined) {
    await pipeline(content, stdout, { end: false }).catch((error: unknown) => {
      // Who reads it has read enough (`| head`).
      if (!stdout.destroyed && !stdout.closed) throw error;
    });
    return exitCodes.done;
  }
  const part = `${out}.part`;
  try {
    await pipeline(content, createWriteStream(part, { mode: 0o600 }));
    await rename(part, out);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof Error && 'syscall' in error && 'path' in error)
      throw new UsageError(
        `the file ${JSON.stringify(cleanText(out))} cannot be written (${error.message})`,
      );
    throw error;
  }
  if (server.isJson) server.row({ file: out });
  else server.io.stderr.write(`${cleanText(out)} is written\n`);
  return exitCodes.done;
}
