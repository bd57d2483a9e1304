import type { IncomingMessage } from 'node:http';
import { ApiProblem } from './api-problem.ts';

/** @throws {ApiProblem} the body is of another type, compressed or in another charset than UTF-8. */
export function checkContentType(request: IncomingMessage, type: string): void {
  const { 'content-type': given = '', 'content-encoding': encoding = 'identity' } = request.headers;
  const [name = '', ...parameters] = given.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((part) => part.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || charset.replaceAll('"', '') === 'utf-8';
  if (name !== type || !isUtf8 || encoding !== 'identity') {
    throw new ApiProblem('content-type-wrong', { detail: `The body must be ${type}.` });
  }
}

/** The body's bytes as they come. @throws {ApiProblem} there are too many. */
export async function* boundedBody(
  request: IncomingMessage,
  bytesMax: number,
): AsyncIterable<Buffer> {
  const problem = () =>
    new ApiProblem('body-too-large', {
      detail: `The body has more than ${bytesMax} bytes.`,
      // What is still on its way is not read.
      headers: { Connection: 'close' },
    });
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw problem();
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw problem();
    yield chunk;
  }
}

/** Undefined: the body is empty. @throws {ApiProblem} too large, or no JSON. */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const bytes = Buffer.concat(await Array.fromAsync(boundedBody(request, bytesMax)));
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new ApiProblem('json-malformed');
  }
}
