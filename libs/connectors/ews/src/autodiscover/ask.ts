import { type IncomingMessage, request as httpRequest } from 'node:http';
import type { OpenContext } from '@mailhaul/connector-contract';
import { errorOf, lineError } from '../errors.ts';
import type { ValidEwsSettings } from '../ews-settings.ts';
import { EwsLine } from '../http/ews-line.ts';
import { reach } from '../http/reach.ts';

export interface Asked {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** Longer than any answer of the services. */
const answerBytesMax = 256 * 1024;

/** Asks with what signs in, which is shown only to a server that asks for it. @throws ConnectorError */
export async function askSignedIn(
  settings: ValidEwsSettings,
  question: string,
  context: OpenContext,
): Promise<Asked> {
  const line = new EwsLine(settings, context, { isFirstContact: true });
  const cut = () => line.cut();
  context.signal.addEventListener('abort', cut, { once: true });
  try {
    const body = Buffer.from(question);
    const answer = await line.post({ length: body.length, pieces: [body], last: Buffer.alloc(0) });
    const { status, location } = answer;
    return { status, location, text: await shortText(answer.body) };
  } finally {
    context.signal.removeEventListener('abort', cut);
    line.cut();
  }
}

/** Asks without signing in. @throws ConnectorError */
export async function askOpenly(
  settings: ValidEwsSettings,
  path: string,
  context: OpenContext,
): Promise<Asked> {
  const { clock } = context;
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const socket = await reach(settings, { clock, signal }).catch((error: unknown) => {
    throw lineError(error);
  });
  const late = clock.sleep(settings.connectMsMax, signal).then(
    () => socket.destroy(errorOf('connection-timeout')),
    () => undefined,
  );
  try {
    const response = await answered(settings, path, socket);
    const { statusCode: status = 0, headers } = response;
    return { status, location: headers.location, text: await shortText(response) };
  } catch (error) {
    throw lineError(error);
  } finally {
    over.abort();
    socket.destroy();
    await late;
  }
}

function answered(
  { host }: ValidEwsSettings,
  path: string,
  socket: Awaited<ReturnType<typeof reach>>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest({
      ...{ method: 'GET', path, host, createConnection: () => socket },
      headers: { Host: host, Accept: 'application/json, text/xml', 'User-Agent': 'Mailhaul' },
    });
    asked.on('error', reject);
    asked.on('response', resolve);
    asked.end();
  });
}

async function shortText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of chunks) {
    size += piece.byteLength;
    if (size > answerBytesMax) throw errorOf('answer-too-large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces)
    .toString('utf8')
    .replace(/^\ufeff/, '');
}
