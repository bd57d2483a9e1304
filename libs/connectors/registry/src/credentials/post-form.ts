import { type ClientRequest, type RequestOptions, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '@mailhaul/kernel';

const answerBytesMax = 64 * 1024;
const timeMsMax = 30_000;

export interface FormPost {
  readonly url: URL;
  readonly fields: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Connects through a proxy, or where a guard allows; absent: by Node itself. */
  readonly connect?: ((host: string, port: number) => Promise<Socket>) | undefined;
}

/** Status and body of the answer. Follows no redirection: secrets stay with the host that was named. */
export async function postForm(post: FormPost): Promise<{ status: number; body: string }> {
  const { url, connect, clock } = post;
  const isTls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port);
  const over = new AbortController();
  let asked: ClientRequest | undefined;
  const tooLate = clock.sleep(timeMsMax, over.signal).then(
    () => {
      throw new Error('no answer in time');
    },
    () => new Promise<never>(() => undefined),
  );
  const work = async () => {
    const raw = await connect?.(host, port);
    if (over.signal.aborted) raw?.destroy();
    over.signal.throwIfAborted();
    // RFC 6066 §3: no server name for an address.
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = raw && isTls ? connectTls({ socket: raw, host, ...name }) : raw;
    const options: RequestOptions = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      // An agent would connect by itself.
      ...(socket === undefined ? { agent: false } : { createConnection: () => socket }),
    };
    asked = (isTls ? httpsRequest : httpRequest)(url, options);
    return await answerOf(asked, new URLSearchParams(post.fields).toString());
  };
  try {
    const working = work();
    working.catch(() => undefined);
    return await Promise.race([working, tooLate]);
  } finally {
    over.abort();
    asked?.destroy();
  }
}

function answerOf(asked: ClientRequest, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', (response) => {
      const pieces: Buffer[] = [];
      let size = 0;
      response.on('error', reject);
      response.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size > answerBytesMax) reject(new Error('the answer is too large'));
        else pieces.push(piece);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString('utf8') }),
      );
    });
    asked.end(body);
  });
}
